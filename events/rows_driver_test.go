package events_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"reflect"
	"testing"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// answer is a database that always returns the same rows.
type answer struct {
	columns []string
	types   []reflect.Type // of the columns; nil: the driver does not tell
	rows    [][]driver.Value
	err     error  // what ends the rows, nil for their end
	before  func() // called before that
}

func (a answer) Connect(context.Context) (driver.Conn, error) { return conn{a}, nil }
func (a answer) Driver() driver.Driver                        { return nil }

type conn struct{ answer }

func (c conn) Begin() (driver.Tx, error)           { return nil, errors.New("no transactions") }
func (c conn) Prepare(string) (driver.Stmt, error) { return nil, errors.New("no statements") }
func (c conn) Close() error                        { return nil }
func (c conn) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return &answered{answer: c.answer}, nil
}

type answered struct {
	answer
	next int
}

func (r *answered) Columns() []string { return r.columns }
func (r *answered) Close() error      { return nil }
func (r *answered) ColumnTypeScanType(i int) reflect.Type {
	if r.types == nil {
		return nil
	}
	return r.types[i]
}

func (r *answered) Next(dest []driver.Value) error {
	if r.next == len(r.rows) {
		if r.before != nil {
			r.before()
		}
		if r.err != nil {
			return r.err
		}
		return io.EOF
	}
	copy(dest, r.rows[r.next])
	r.next++
	return nil
}

// ask returns the rows of an answer.
func ask(t *testing.T, a answer) *sql.Rows {
	t.Helper()
	db := sql.OpenDB(a)
	rows, err := db.QueryContext(t.Context(), "")
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, rows.Close())
		require.NoError(t, db.Close())
	})
	return rows
}

// Drivers return more types than package driver allows, and numbers of 32 bits
// as if they had 64.
func TestRowsTakesTheNumbersOfDrivers(t *testing.T) {
	at := time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)
	single, double := reflect.TypeFor[float32](), reflect.TypeFor[float64]()
	for _, c := range []struct {
		value  driver.Value
		typ    reflect.Type
		amount int64
		exact  bool
	}{
		{int64(12), nil, 1200, true},
		{uint64(1 << 56), nil, 100 << 56, true},
		{12.55, double, 1255, true},
		{float32(12.55), nil, 1255, true},
		{float32(12.55), single, 1255, true},
		{float64(float32(12.55)), single, 1255, true},
		{float64(float32(12.55)), double, 1255, false},
		{"12.550", single, 1255, true},
		{[]byte("12.550"), double, 1255, true},
	} {
		log, cleaning, err := events.Rows{Time: "at", Amount: "amount"}.Read(t.Context(), ask(t, answer{
			columns: []string{"at", "amount"}, types: []reflect.Type{reflect.TypeFor[time.Time](), c.typ},
			rows: [][]driver.Value{{at, c.value}},
		}))
		require.NoError(t, err, "%T %v", c.value, c.value)
		require.Equal(t, c.amount, log.At(0).Amount, "%T %v", c.value, c.value)
		require.Equal(t, c.exact, cleaning.Found(events.Rounded) == 0, "%T %v", c.value, c.value)
	}

	log, _, err := events.Rows{Time: "at"}.Read(t.Context(), ask(t, answer{
		columns: []string{"at", "shape"}, rows: [][]driver.Value{{at, complex(1, 2)}},
	}))
	require.Nil(t, log)
	require.ErrorIs(t, err, clm.ErrRow)
	require.EqualError(t, err, `events.Rows.Read: line 1, column "shape" value "(1+2i)": a complex128, want a text, a number, a time or NULL`)
}

// When the context has ended, drivers say all sorts of things.
func TestRowsReturnsTheCauseOfItsContext(t *testing.T) {
	why, interrupted := errors.New("the shop is closing"), errors.New("interrupted (9)")
	ctx, cancel := context.WithCancelCause(t.Context())
	a := answer{columns: []string{"at"}, rows: [][]driver.Value{{"2024-05-01"}, {"2024-05-02"}}, err: interrupted}

	log, cleaning, err := events.Rows{Time: "at"}.Read(ctx, ask(t, a))
	require.Nil(t, log)
	require.Equal(t, 2, cleaning.Kept)
	require.ErrorIs(t, err, interrupted)
	require.EqualError(t, err, "events.Rows.Read: behind row 2: interrupted (9)")

	a.before = func() { cancel(why) }
	log, cleaning, err = events.Rows{Time: "at"}.Read(ctx, ask(t, a))
	require.Nil(t, log)
	require.Equal(t, 2, cleaning.Kept)
	require.ErrorIs(t, err, why)
}
