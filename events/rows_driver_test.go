package events_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

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
		log, cleaning, err := events.Rows{Time: "at", Amount: "amount"}.Read(t.Context(), (&answer{
			columns: []string{"at", "amount"}, types: []reflect.Type{reflect.TypeFor[time.Time](), c.typ},
			rows: [][]driver.Value{{at, c.value}},
		}).query(t))
		require.NoError(t, err, "%T %v", c.value, c.value)
		require.Equal(t, c.amount, log.At(0).Amount, "%T %v", c.value, c.value)
		require.Equal(t, c.exact, cleaning.Found(events.Rounded) == 0, "%T %v", c.value, c.value)
	}
}

// When the context has ended, drivers say all sorts of things.
func TestRowsReturnsTheCauseOfItsContext(t *testing.T) {
	why, interrupted := errors.New("the shop is closing"), errors.New("interrupted (9)")
	ctx, cancel := context.WithCancelCause(t.Context())
	a := &answer{columns: []string{"at"}, rows: [][]driver.Value{{"2024-05-01"}, {"2024-05-02"}}, err: interrupted}

	log, cleaning, err := events.Rows{Time: "at"}.Read(ctx, a.query(t))
	require.Nil(t, log)
	require.Equal(t, 2, cleaning.Kept)
	require.ErrorIs(t, err, interrupted)
	require.EqualError(t, err, "events.Rows.Read: behind row 2: interrupted (9)")

	a.last = func() { cancel(why) }
	log, cleaning, err = events.Rows{Time: "at"}.Read(ctx, a.query(t))
	require.Nil(t, log)
	require.Equal(t, 2, cleaning.Kept)
	require.ErrorIs(t, err, why)
}

// A time so far away that its microseconds do not fit into 64 bits is not taken
// for another time: the first one is 2⁶⁴ microseconds after 1 May 2024.
func TestRowsRefusesTimesFarAway(t *testing.T) {
	for _, wall := range []bool{false, true} {
		for _, when := range []time.Time{time.Unix(1714557600+(1<<64-1)/1_000_000, 0).UTC(), time.Date(294_248, 1, 1, 0, 0, 0, 0, time.UTC)} {
			_, cleaning, err := events.Rows{Time: "at", WallClock: wall, Policy: events.Policy{MinKept: -1}}.Read(t.Context(), (&answer{
				columns: []string{"at"}, rows: [][]driver.Value{{when}},
			}).query(t))
			require.NoError(t, err)
			require.Equal(t, 1, cleaning.Dropped(events.BadTime), when)
		}
	}
}
