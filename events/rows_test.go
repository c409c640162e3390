package events_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// answer is a database that answers every question with the same rows.
type answer struct {
	columns []string
	types   []reflect.Type // of the columns; nil: the driver does not tell
	rows    [][]driver.Value
	err     error  // after the last row
	last    func() // called after the last row, nil for nothing
}

func (a *answer) Connect(context.Context) (driver.Conn, error) { return answerConn{a}, nil }
func (a *answer) Driver() driver.Driver                        { return nil }
func (a *answer) query(t *testing.T) *sql.Rows {
	db := sql.OpenDB(a)
	t.Cleanup(func() { db.Close() })
	rows, err := db.Query("")
	require.NoError(t, err)
	t.Cleanup(func() { rows.Close() })
	return rows
}

type answerConn struct{ *answer }

func (c answerConn) Prepare(string) (driver.Stmt, error) { return nil, errors.New("not here") }
func (c answerConn) Begin() (driver.Tx, error)           { return nil, errors.New("not here") }
func (c answerConn) Close() error                        { return nil }
func (c answerConn) Query(string, []driver.Value) (driver.Rows, error) {
	return &answerRows{answer: c.answer}, nil
}

type answerRows struct {
	*answer
	next int
}

func (r *answerRows) Columns() []string { return r.columns }
func (r *answerRows) Close() error      { return nil }
func (r *answerRows) ColumnTypeScanType(i int) reflect.Type {
	if r.types == nil {
		return nil
	}
	return r.types[i]
}
func (r *answerRows) Next(dst []driver.Value) error {
	if r.next == len(r.rows) {
		if r.last != nil {
			r.last()
		}
		if r.err != nil {
			return r.err
		}
		return io.EOF
	}
	copy(dst, r.rows[r.next])
	r.next++
	return nil
}

// shopDatabase answers the question of ExampleRows.
var shopDatabase = answer{
	columns: []string{"customer_id", "sku", "ordered_at", "total"},
	rows: [][]driver.Value{
		{int64(7), "tea", time.Date(2024, 1, 1, 10, 0, 0, 0, time.UTC), []byte("2.50")},
		{nil, "tea", time.Date(2024, 1, 2, 10, 0, 0, 0, time.UTC), []byte("2.50")},
		{int64(7), "milk", time.Date(2024, 1, 3, 10, 0, 0, 0, time.UTC), []byte("0.99")},
	},
}

func rowsLike(c events.CSV) events.Rows {
	return events.Rows{
		Customer: c.Customer, Item: c.Item, Order: c.Order, Time: c.Time, Quantity: c.Quantity, Price: c.Price, Amount: c.Amount,
		Discount: c.Discount, Kind: c.Kind, Rating: c.Rating, Keep: c.Keep, Layouts: c.Layouts, Location: c.Location, Until: c.Until,
		Currency: c.Currency, MinorPerUnit: c.MinorPerUnit, TrimPointZero: c.TrimPointZero, Policy: c.Policy,
	}
}

// The same orders as a file and as a table, all columns as text.
func TestRowsGiveTheLogOfCSV(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for round := range 20 {
		text := strings.ReplaceAll(randomCSV(r, 200), "\r", "") // encoding/csv would take a CR out of fields
		parsed, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		a := &answer{columns: parsed[0]}
		for _, f := range parsed[1:] {
			row := make([]driver.Value, len(f))
			for i, s := range f {
				switch {
				case s == "" && r.IntN(2) == 0:
					row[i] = nil
				case r.IntN(2) == 0:
					row[i] = []byte(s)
				default:
					row[i] = s
				}
			}
			a.rows = append(a.rows, row)
		}
		c := events.CSV{Customer: "who", Item: "what", Order: "order", Time: "time", Quantity: "quantity", Price: "price", Keep: []string{"text"}, Location: "Europe/London"}
		c.Policy = events.Policy{MinKept: -1, Duplicates: []events.Action{events.Keep, events.Drop}[round%2], CancelPrefix: "C"}
		want, fromFile, err := read(t, c, text)
		require.NoError(t, err)
		got, fromTable, err := rowsLike(c).Read(context.Background(), a.query(t))
		require.NoError(t, err)
		require.Equal(t, fileOf(t, want), fileOf(t, got))
		require.Equal(t, fromFile.Read, fromTable.Read)
		for i, f := range fromFile.Findings {
			require.Equal(t, f.Count, fromTable.Findings[i].Count, f.Reason)
		}
	}
}

// The same orders as a file and with the types of a database.
func TestRowsTypes(t *testing.T) {
	c := events.CSV{
		Customer: "customer", Item: "item", Order: "order", Time: "time", Quantity: "quantity", Price: "price", Rating: "rating",
		Location: "Europe/London", Policy: events.Policy{Duplicates: events.Drop},
	}
	want, _, err := read(t, c, "customer,item,order,time,quantity,price,rating,note\n"+
		"17850,85123A,536365,2011-07-01 08:26:00,6,2.55,4.5,\n17850,71053,536365,2011-07-01 08:26:00.000001,-6,0.001,,true\n,71053,,2011-10-30 01:30:00,1.5,100,,\n")
	require.NoError(t, err)
	loc, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	first := time.Date(2011, 7, 1, 8, 26, 0, 0, loc)
	double := time.Date(2011, 10, 30, 1, 30, 0, 0, loc)
	table := func(in *time.Location) *answer {
		clock := func(at time.Time) time.Time {
			if in == nil { // the clock of the place, said to be UTC
				return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
			}
			return at.In(in)
		}
		return &answer{columns: []string{"CUSTOMER", "item", "order", "time", "quantity", "price", "rating", "note"}, rows: [][]driver.Value{
			{int64(17850), "85123A", []byte("536365"), clock(first), int64(6), 2.55, 4.5, nil},
			{17850.0, int64(71053), "536365", clock(first.Add(time.Microsecond)), -6.0, []byte("0.001"), nil, true},
			{nil, "71053", nil, clock(double), 1.5, int64(100), nil, nil},
			{int64(17850), "85123A", []byte("536365"), clock(first), int64(6), 2.55, 4.5, nil},
		}}
	}
	for name, in := range map[string]*time.Location{"UTC": time.UTC, "elsewhere": time.FixedZone("", -7*3600), "clock": nil} {
		rows := rowsLike(c)
		rows.WallClock = in == nil
		var calls [][2]int
		rows.Progress = func(done, total int) { calls = append(calls, [2]int{done, total}) }
		got, cleaning, err := rows.Read(context.Background(), table(in).query(t))
		require.NoError(t, err, name)
		require.Equal(t, fileOf(t, want), fileOf(t, got), name)
		require.Equal(t, 1, cleaning.Dropped(events.Duplicate), name)
		require.Equal(t, 1, cleaning.Found(events.Rounded), name)
		require.Equal(t, [][2]int{{4, 4}}, calls)
		if in == nil {
			require.Equal(t, 1, cleaning.Found(events.LocalTwice), name)
		}
	}
}

func TestRowsErrors(t *testing.T) {
	c := events.Rows{Customer: "c", Time: "t", Amount: "a"}
	columns := []string{"c", "t", "a"}
	day := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)
	good := []driver.Value{"x", day, int64(1)}
	read := func(c events.Rows, a *answer) (*events.Cleaning, error) {
		l, cleaning, err := c.Read(context.Background(), a.query(t))
		require.NotNil(t, cleaning)
		require.Equal(t, err != nil, l == nil)
		return cleaning, err
	}
	_, err := read(c, &answer{columns: columns})
	require.NoError(t, err, "no rows give an empty log")

	_, err = read(c, &answer{columns: []string{"c", "t"}})
	require.ErrorIs(t, err, clm.ErrRow)
	require.ErrorContains(t, err, `events.Rows.Read: column "a": no such column; there are "c", "t"`)
	_, err = read(events.Rows{}, &answer{columns: columns})
	require.ErrorIs(t, err, clm.ErrConfig)

	boom := errors.New("boom")
	cleaning, err := read(c, &answer{columns: columns, rows: [][]driver.Value{good}, err: boom})
	require.ErrorIs(t, err, boom)
	require.ErrorContains(t, err, "events.Rows.Read: behind row 1: boom")
	require.Equal(t, 1, cleaning.Kept)

	_, err = read(c, &answer{columns: columns, rows: [][]driver.Value{good, {"x", day, struct{}{}}}})
	require.ErrorIs(t, err, clm.ErrRow)
	require.ErrorContains(t, err, `events.Rows.Read: line 2, column "a" value "{}": a struct {}, want a text, a number, a time or NULL`)

	cleaning, err = read(c, &answer{columns: columns, rows: [][]driver.Value{good, good, {"x", "yesterday", int64(1)}, {"x", time.Time{}, int64(1)}, {"x", nil, 1.0}, {"x", day, "1,5"}, good, good, good}})
	require.NoError(t, err)
	require.Equal(t, 3, cleaning.Dropped(events.BadTime))
	require.Equal(t, events.Sample{Line: 3, Column: "t", Value: "yesterday"}, cleaning.Findings[0].First[0])
	require.Equal(t, 1, cleaning.Dropped(events.BadAmount))

	_, err = read(c, &answer{columns: columns, rows: [][]driver.Value{{"x", "yesterday", int64(1)}}})
	require.ErrorIs(t, err, clm.ErrRow)
	require.ErrorContains(t, err, "the layouts are")

	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(context.Background())
	many := &answer{columns: columns}
	for range 10_000 {
		many.rows = append(many.rows, good)
	}
	c.Progress = func(done, _ int) { cancel(why) }
	l, cleaning, err := c.Read(ctx, many.query(t))
	require.Nil(t, l)
	require.ErrorIs(t, err, why)
	require.Less(t, cleaning.Read, 10_000)
}
