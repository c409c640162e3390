package events

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

// The example of the comment on Summary.
func TestSummaryExample(t *testing.T) {
	l := makeLog(t, "",
		Event{Customer: "ann", Time: at(t, "2024-03-01 09:00"), Quantity: 1, Amount: 1000},
		Event{Customer: "ann", Time: at(t, "2024-03-04 10:00"), Quantity: 2, Amount: 2000},
		Event{Customer: "ann", Time: at(t, "2024-03-04 18:00"), Quantity: 0.5, Amount: 500},
		Event{Customer: "ann", Time: at(t, "2024-03-06 12:00"), Quantity: 0.5, Amount: 500, Kind: Refund},
		Event{Customer: "ann", Time: at(t, "2024-03-09 23:59:59"), Quantity: 1, Amount: 3500},
		Event{Customer: "ann", Time: at(t, "2024-03-11"), Quantity: 9, Amount: 9999},            // not before AsOf
		Event{Customer: "ann", Time: at(t, "2024-03-12"), Amount: 900, Kind: Refund},            // neither
		Event{Customer: "bob", Time: at(t, "2024-03-02"), Amount: 900, Kind: Refund},            // never bought
		Event{Customer: "cid", Time: at(t, "2024-03-02"), Kind: View},                           // only looked
		Event{Time: at(t, "2024-03-02"), Amount: 100},                                           // nobody knows who
		Event{Customer: "dan", Time: at(t, "2024-03-11"), Quantity: 1, Amount: 100, Order: "1"}, // too late
	)
	s, err := Summaries{AsOf: at(t, "2024-03-11")}.OfLog(l)
	require.NoError(t, err)
	require.Equal(t, []Summary{{
		Customer: "ann", Frequency: 2, Recency: 8, T: 9, SinceLast: 1,
		Orders: 4, Units: 4.5, Gross: 7000, Refunded: 500, Total: 6500, MeanRepeat: 3000,
		MeanGap: 4, GapDeviation: 1.4142135623730951,
		First: at(t, "2024-03-01 09:00"), Last: at(t, "2024-03-09 23:59:59"),
	}}, s)
}

func TestSummaryErrors(t *testing.T) {
	l := makeLog(t, "", Event{Customer: "ann", Time: at(t, "2024-03-04 10:00")})
	var tally Tally
	require.NoError(t, tally.AddLog(l))
	for _, bad := range []struct {
		s    Summaries
		want string
	}{
		{Summaries{}, "events.Summaries: AsOf is 0001-01-01 00:00:00 +0000 UTC, want an instant, it is required"},
		{Summaries{AsOf: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)}, "events.Summaries: AsOf is 12000-01-01 00:00:00 +0000 UTC, want an instant in the years 1 to 9999"},
		{Summaries{AsOf: time.UnixMicro(0).UTC().AddDate(584_542, 0, 0)}, "events.Summaries: AsOf is 586512-01-01 00:00:00 +0000 UTC, want an instant in the years 1 to 9999"},
		{Summaries{AsOf: at(t, "2024-03-05"), Unit: "hour"}, `events.Summaries: Unit is "hour", want "day", "week", "month" or "year"`},
	} {
		_, err := bad.s.OfLog(l)
		require.EqualError(t, err, bad.want)
		require.ErrorIs(t, err, clm.ErrConfig)
		_, err = bad.s.Of(&tally)
		require.EqualError(t, err, bad.want)
	}
	_, err := Summaries{AsOf: at(t, "2024-03-05"), Unit: clm.Week}.Of(&tally)
	require.EqualError(t, err, `events.Summaries: Unit is "week", want "day", the unit of the tally`)
	// The tally does not know what was before its last event.
	_, err = Summaries{AsOf: at(t, "2024-03-04 10:00")}.Of(&tally)
	require.EqualError(t, err, "events.Summaries: AsOf is 2024-03-04 10:00:00 +0000 UTC, want an instant after the last event of the tally, 2024-03-04T10:00:00Z")
	s, err := Summaries{AsOf: at(t, "2024-03-04 10:00").Add(1)}.Of(&tally)
	require.NoError(t, err)
	require.Len(t, s, 1)
	s, err = Summaries{AsOf: at(t, "2024-03-04 10:00")}.OfLog(l)
	require.NoError(t, err)
	require.Empty(t, s)
	s, err = Summaries{AsOf: at(t, "2024-03-04 10:00")}.Of(new(Tally))
	require.NoError(t, err)
	require.Empty(t, s)
}

// A day is a day of the place, and a day of 23 or 25 hours is one day.
func TestSummaryCountsByTheCalendar(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	day := func(month time.Month, d, hour int) time.Time { return time.Date(2024, month, d, hour, 0, 0, 0, berlin) }
	for _, times := range [][2]time.Time{
		{day(3, 30, 23), day(4, 1, 0)},   // 24 hours in all
		{day(3, 31, 0), day(4, 2, 0)},    // 47 hours
		{day(10, 26, 0), day(10, 28, 0)}, // 49 hours
		{day(10, 27, 0), day(10, 29, 23)},
	} {
		l := makeLog(t, "Europe/Berlin", Event{Customer: "ann", Time: times[0]}, Event{Customer: "ann", Time: times[1]})
		s, err := Summaries{AsOf: times[1].Add(time.Microsecond)}.OfLog(l)
		require.NoError(t, err)
		require.Equal(t, 2, s[0].Recency, times)
		require.Equal(t, 2, s[0].T, times)
		require.Zero(t, s[0].SinceLast)
		require.Equal(t, times[1].String(), s[0].Last.String())
	}
	// The last instant before midnight belongs to the day before.
	l := makeLog(t, "Europe/Berlin", Event{Customer: "ann", Time: day(5, 1, 12)})
	for _, c := range []struct {
		asOf time.Time
		want int
	}{{day(5, 2, 0), 0}, {day(5, 2, 0).Add(1), 1}, {day(5, 2, 0).Add(time.Microsecond), 1}, {day(5, 3, 0), 1}} {
		s, err := Summaries{AsOf: c.asOf}.OfLog(l)
		require.NoError(t, err)
		require.Equal(t, c.want, s[0].SinceLast, c.asOf)
	}
}

func TestSummariesOfLogIsThatOfATally(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for i := range 40 {
		l := makeLog(t, somePlaces[i%4], randomOrders(r, 1+r.IntN(200))...)
		asOf := l.At(r.IntN(l.Len())).Time.Add(time.Duration(r.IntN(3)) * time.Microsecond)
		s := Summaries{AsOf: asOf, Unit: someUnits[r.IntN(4)]}
		want, err := s.Of(tallyOf(t, s.Unit, l.Before(asOf)))
		require.NoError(t, err)
		got, err := s.OfLog(l)
		require.NoError(t, err)
		require.Equal(t, want, got)
		for k := range got {
			require.True(t, k == 0 || got[k-1].Customer < got[k].Customer)
			require.Equal(t, got[k].T, got[k].Recency+got[k].SinceLast)
			require.Equal(t, got[k].Total, got[k].Gross-got[k].Refunded)
		}
	}
}

// Configurations can be written as JSON and read back.
func TestSummariesJSON(t *testing.T) {
	in := Summaries{AsOf: at(t, "2024-03-05"), Unit: clm.Month}
	b, err := json.Marshal(in)
	require.NoError(t, err)
	var out Summaries
	require.NoError(t, json.Unmarshal(b, &out))
	require.Equal(t, in, out)
}
