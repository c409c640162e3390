package events

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

var (
	someUnits  = []clm.Unit{clm.Day, clm.Week, clm.Month, clm.Year}
	somePlaces = []string{"UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"}
)

func tallyOf(tb testing.TB, unit clm.Unit, l *Log) *Tally {
	tb.Helper()
	t, err := NewTally(unit, l.place)
	require.NoError(tb, err)
	require.NoError(tb, t.AddLog(l))
	return t
}

func tallyBytes(tb testing.TB, t *Tally) []byte {
	tb.Helper()
	b, err := t.MarshalBinary()
	require.NoError(tb, err)
	return b
}

// count works out the state of each customer the long way.
func count(l *Log, unit clm.Unit) map[string]state {
	out := map[string]state{}
	money := map[string]map[int64]int64{} // by customer and period
	type order struct {
		customer, id string
		time         int64
	}
	orders := map[order]bool{}
	for _, e := range eventsOf(l) {
		s := out[e.Customer]
		switch {
		case e.Customer == "" || e.Kind > Refund:
			continue
		case e.Kind == Refund:
			s.refunds++
			s.refunded += e.Amount
			out[e.Customer] = s
			continue
		}
		p := int64(clm.Period{Unit: unit}.Index(e.Time))
		if money[e.Customer] == nil {
			money[e.Customer] = map[int64]int64{}
			s.firstTime = e.Time.UnixMicro()
		}
		money[e.Customer][p] += e.Amount
		s.lastTime = e.Time.UnixMicro()
		s.gross += e.Amount
		s.units += int64(math.Round(e.Quantity * 1e6))
		o := order{customer: e.Customer, id: e.Order}
		if e.Order == "" {
			o.time = e.Time.UnixMicro()
		}
		if !orders[o] {
			orders[o] = true
			s.orders++
		}
		out[e.Customer] = s
	}
	for c, m := range money {
		var periods []int64
		for p := range m {
			periods = append(periods, p)
		}
		slices.Sort(periods)
		s := out[c]
		s.first, s.last, s.periods = periods[0], periods[len(periods)-1], int64(len(periods))
		s.firstGross = m[s.first]
		for i := 1; i < len(periods); i++ {
			s.squares += (periods[i] - periods[i-1]) * (periods[i] - periods[i-1])
		}
		out[c] = s
	}
	return out
}

func TestTallyCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 60 {
		l := makeLog(t, somePlaces[i%4], randomOrders(r, 1+r.IntN(300))...)
		unit := someUnits[r.IntN(4)]
		tally := tallyOf(t, unit, l)
		got := map[string]state{}
		for k, name := range tally.names {
			got[name] = tally.states[k]
		}
		require.Equal(t, count(l, unit), got)
		require.Equal(t, len(got), tally.Len())
		require.True(t, tally.Last().Equal(l.At(l.Len()-1).Time))

		// One by one, forwards and backwards.
		forwards, err := NewTally(unit, l.place)
		require.NoError(t, err)
		backwards, err := NewTally(unit, l.place)
		require.NoError(t, err)
		list := eventsOf(l)
		for k := range list {
			require.NoError(t, forwards.Add(list[k]))
			require.NoError(t, backwards.Add(list[len(list)-1-k]))
		}
		require.Equal(t, tallyBytes(t, tally), tallyBytes(t, forwards))
		require.Equal(t, tallyBytes(t, tally), tallyBytes(t, backwards))
	}
}

// cuts returns the instants of events at which no order is cut in two.
func cuts(l *Log) []time.Time {
	var out []time.Time
	ends := map[int]time.Time{} // last event of each order
	for i, e := range l.All() {
		ends[l.Order(i)] = e.Time
	}
	var open time.Time
	for i, e := range l.All() {
		if e.Time.After(open) {
			out = append(out, e.Time)
		}
		if end := ends[l.Order(i)]; end.After(open) {
			open = end
		}
	}
	return out
}

func TestPiecesOfATallyAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	inside := 0 // cuts with purchases of one customer and period on both sides
	for i := range 80 {
		l := makeLog(t, somePlaces[i%4], randomOrders(r, 2+r.IntN(250))...)
		unit := someUnits[r.IntN(4)]
		whole := tallyBytes(t, tallyOf(t, unit, l))

		// By customer, into three pieces, joined in both orders.
		piece := map[string]int{}
		for _, e := range l.All() {
			piece[e.Customer] = r.IntN(3)
		}
		var pieces []*Log
		for p := range 3 {
			pieces = append(pieces, l.Where(func(e Event) bool { return piece[e.Customer] == p }))
		}
		for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
			sum := tallyOf(t, unit, pieces[order[0]])
			require.NoError(t, sum.Merge(tallyOf(t, unit, pieces[order[1]])))
			require.NoError(t, sum.AddLog(pieces[order[2]]))
			require.Equal(t, whole, tallyBytes(t, sum))
		}

		// In time, at every place and then into many pieces.
		at := cuts(l)
		for _, cut := range at {
			before, after := tallyOf(t, unit, l.Before(cut)), tallyOf(t, unit, l.Between(cut, cut.AddDate(9, 0, 0)))
			for k, name := range before.names {
				if m, ok := after.lookup(name); ok && before.states[k].periods > 0 && after.states[m].periods > 0 && before.states[k].last == after.states[m].first {
					inside++
				}
			}
			again := tallyOf(t, unit, l.Before(cut))
			require.NoError(t, again.Merge(after))
			require.Equal(t, whole, tallyBytes(t, again))
			require.NoError(t, after.Merge(before))
			require.Equal(t, whole, tallyBytes(t, after))
		}
		var days []*Tally
		for k, cut := range at {
			end := cut.AddDate(9, 0, 0)
			if k+1 < len(at) {
				end = at[k+1]
			}
			days = append(days, tallyOf(t, unit, l.Between(cut, end)))
		}
		for len(days) > 1 { // neighbours in any order
			k := r.IntN(len(days) - 1)
			require.NoError(t, days[k].Merge(days[k+1]))
			days = slices.Delete(days, k+1, k+2)
		}
		require.Equal(t, whole, tallyBytes(t, days[0]))
	}
	require.Greater(t, inside, 1000)
}

func TestMergeRefusesGapsThatItCannotFill(t *testing.T) {
	buy := func(day string) Event {
		return Event{Customer: "ann", Time: at(t, day), Quantity: 1, Amount: 100}
	}
	var tally Tally
	require.NoError(t, tally.Add(buy("2024-01-01")))
	require.NoError(t, tally.Add(buy("2024-01-09")))
	kept := tallyBytes(t, &tally)
	err := tally.Add(buy("2024-01-05"))
	require.ErrorIs(t, err, clm.ErrValue)
	require.ErrorContains(t, err, `events.Tally.Add: customer "ann" has purchases from 2024-01-01T00:00:00Z to 2024-01-09T00:00:00Z and from 2024-01-05T00:00:00Z to 2024-01-05T00:00:00Z, but pieces must come one after the other in time`)

	// The same log twice is such an error too, and so are ranges that cross.
	for _, days := range [][]string{{"2024-01-01", "2024-01-09"}, {"2024-01-05", "2024-01-12"}, {"2023-12-05", "2024-01-02"}, {"2024-01-02", "2024-01-03"}, {"2023-01-02", "2025-01-03"}} {
		l := makeLog(t, "", buy(days[0]), buy(days[1]), Event{Customer: "bob", Time: at(t, days[0]), Amount: 1})
		require.ErrorIs(t, tally.AddLog(l), clm.ErrValue, days)
		require.ErrorIs(t, tally.Merge(tallyOf(t, clm.Day, l)), clm.ErrValue, days)
		other := tallyOf(t, clm.Day, l)
		require.ErrorIs(t, other.Merge(&tally), clm.ErrValue, days)
		require.Equal(t, kept, tallyBytes(t, &tally), "nothing is left behind by an error")
	}
	// Nor can one day be added twice, though it fills no gap.
	day := makeLog(t, "", buy("2024-01-10"))
	require.NoError(t, tally.AddLog(day))
	kept = tallyBytes(t, &tally)
	require.ErrorIs(t, tally.AddLog(day), clm.ErrValue)
	require.Equal(t, kept, tallyBytes(t, &tally))
	// A refund has no period.
	refund := buy("2024-01-05")
	refund.Kind = Refund
	require.NoError(t, tally.Add(refund))
}

func TestTallyErrors(t *testing.T) {
	_, err := NewTally("hour", "")
	require.EqualError(t, err, `events.Tally: Unit is "hour", want "day", "week", "month" or "year"`)
	_, err = NewTally("", "Atlantis")
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = NewTally("", "Local")
	require.ErrorIs(t, err, clm.ErrConfig)

	var tally Tally
	weeks, err := NewTally(clm.Week, "")
	require.NoError(t, err)
	require.ErrorIs(t, tally.Merge(weeks), clm.ErrConfig)
	paris, err := NewTally("", "Europe/Paris")
	require.NoError(t, err)
	require.ErrorIs(t, tally.Merge(paris), clm.ErrConfig)
	err = tally.AddLog(makeLog(t, "Europe/Paris"))
	require.EqualError(t, err, "events.Tally.AddLog: the log is of location Europe/Paris, the tally of UTC: invalid configuration")
	require.Panics(t, func() { _ = tally.Merge(&tally) })

	day := at(t, "2024-01-01")
	for _, bad := range []struct {
		e    Event
		want string
	}{
		{Event{Time: day, Amount: -1}, "events.Tally.Add: Amount is negative: invalid value"},
		{Event{Time: day, Discount: -1}, "events.Tally.Add: Discount is negative: invalid value"},
		{Event{Time: day, Quantity: math.NaN()}, "events.Tally.Add: Quantity is not a finite number of at least 0: invalid value"},
		{Event{Time: day, Quantity: math.Inf(1)}, "events.Tally.Add: Quantity is not a finite number of at least 0: invalid value"},
		{Event{Time: day, Rating: float32(math.Inf(1))}, "events.Tally.Add: Rating is not finite: invalid value"},
		{Event{Time: day, Kind: kinds}, "events.Tally.Add: Kind is unknown: invalid value"},
		{Event{Time: time.UnixMicro(0).AddDate(584_542, 0, 0)}, "events.Tally.Add: Time is not in the years 1 to 9999: invalid value"},
		{Event{}, "events.Tally.Add: Time is not in the years 1 to 9999: invalid value"},
	} {
		err := tally.Add(bad.e)
		require.ErrorIs(t, err, clm.ErrValue)
		require.EqualError(t, err, bad.want)
	}
	require.Equal(t, tallyBytes(t, &Tally{}), tallyBytes(t, &tally))
}

func TestSumsThatOverflow(t *testing.T) {
	day := at(t, "2024-01-01")
	for name, e := range map[string]Event{
		"gross":    {Customer: "ann", Time: day, Amount: math.MaxInt64/2 + 1},
		"refunded": {Customer: "ann", Time: day, Amount: math.MaxInt64/2 + 1, Kind: Refund},
		"units":    {Customer: "ann", Time: day, Quantity: 5e12},
	} {
		var tally Tally
		require.NoError(t, tally.Add(e), name)
		kept := tallyBytes(t, &tally)
		err := tally.Add(e)
		require.ErrorIs(t, err, clm.ErrLimit, name)
		require.ErrorContains(t, err, `customer "ann"`)
		later := e
		later.Time = day.Add(time.Hour)
		l := makeLog(t, "", later, Event{Customer: "bob", Time: day})
		require.ErrorIs(t, tally.AddLog(l), clm.ErrLimit, name)
		require.ErrorIs(t, tally.Merge(tallyOf(t, clm.Day, l)), clm.ErrLimit, name)
		require.ErrorIs(t, (&Tally{}).AddLog(makeLog(t, "", e, e)), clm.ErrLimit, name)
		_, err = Summaries{AsOf: day.Add(1)}.OfLog(makeLog(t, "", e, e))
		require.ErrorIs(t, err, clm.ErrLimit, name)
		require.Equal(t, kept, tallyBytes(t, &tally), name)
	}
	for _, q := range []float64{1e13, 9223372036854.775808, math.MaxFloat64} {
		require.ErrorIs(t, (&Tally{}).Add(Event{Customer: "ann", Time: day, Quantity: q}), clm.ErrLimit)
	}
	most := Event{Customer: "ann", Time: day, Amount: math.MaxInt64, Quantity: 9e12}
	var tally Tally
	require.NoError(t, tally.Add(most))
	s, err := Summaries{AsOf: day.Add(time.Second)}.Of(&tally)
	require.NoError(t, err)
	require.Equal(t, int64(math.MaxInt64), s[0].Gross)
	require.Equal(t, 9e12, s[0].Units)
}

// The longest history there can be, in the smallest unit.
func TestGapsOfTenThousandYears(t *testing.T) {
	first, last := time.UnixMicro(minTime).UTC(), time.UnixMicro(maxTime).UTC()
	list := []Event{{Customer: "ann", Time: first}, {Customer: "ann", Time: first.AddDate(3333, 0, 0)}, {Customer: "ann", Time: last}}
	tally := tallyOf(t, clm.Day, makeLog(t, "", list...))
	days := last.Unix()/86400 - first.Unix()/86400
	require.Equal(t, days, tally.states[0].last-tally.states[0].first)
	var again Tally
	require.NoError(t, again.UnmarshalBinary(tallyBytes(t, tally)))
	require.Greater(t, again.states[0].gapDeviation(), 0.0)
	// n·Σg² is largest with about a third of all days.
	s := state{periods: days/3 + 1, last: days}
	s.squares = (days-days/3+1)*(days-days/3+1) + days/3 - 1
	require.Greater(t, s.gapDeviation(), 0.0)
}
