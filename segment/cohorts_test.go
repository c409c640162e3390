package segment_test

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/segment"
)

func seq(list []events.Event) iter.Seq2[events.Event, error] {
	return func(yield func(events.Event, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func logOf(t testing.TB, until time.Time, list ...events.Event) *events.Log {
	t.Helper()
	l, _, err := events.Stream{Until: until}.Collect(t.Context(), seq(list))
	require.NoError(t, err)
	require.Equal(t, len(list), l.Len())
	return l
}

func date(m time.Month, d int) time.Time { return time.Date(2024, m, d, 12, 0, 0, 0, time.UTC) }

func buy(who, order string, at time.Time, amount int64) events.Event {
	return events.Event{Customer: who, Item: "thing", Order: order, Time: at, Quantity: 1, Amount: amount}
}

func TestCohorts(t *testing.T) {
	back := buy("a", "r", date(3, 9), 150)
	back.Kind = events.Refund
	early := buy("c", "r", date(1, 2), 70) // before c bought anything
	early.Kind = events.Refund
	look := buy("b", "", date(2, 3), 0)
	look.Kind = events.View
	l := logOf(t, time.Time{},
		early,
		buy("a", "1", date(1, 5), 100), buy("a", "1", date(1, 5), 30), // one order of two lines
		buy("b", "2", date(1, 6), 200), buy("b", "3", date(1, 31), 50), // second order in the first month
		buy("", "4", date(1, 7), 999), // nobody knows whose
		look,
		buy("a", "5", date(3, 1), 400), back,
		buy("c", "6", date(3, 2), 10), buy("a", "7", date(4, 30), 5),
	)
	c, err := segment.Cohorts{}.Of(l)
	require.NoError(t, err)
	start := func(m time.Month) time.Time { return time.Date(2024, m, 1, 0, 0, 0, 0, time.UTC) }
	require.Equal(t, &segment.CohortTable{
		Period:    clm.Period{Unit: clm.Month},
		Start:     []time.Time{start(1), start(2), start(3), start(4)},
		Size:      []int{2, 0, 1, 0},
		Active:    [][]int{{2, 0, 1, 1}, {0, 0, 0}, {1, 0}, {0}},
		Orders:    [][]int{{3, 0, 1, 1}, {0, 0, 0}, {1, 0}, {0}},
		Repeaters: [][]int{{1, 1, 2, 2}, {0, 0, 0}, {0, 0}, {0}},
		Revenue:   [][]int64{{380, 0, 400, 5}, {0, 0, 0}, {10, 0}, {0}},
		Refunds:   [][]int64{{0, 0, 150, 0}, {0, 0, 0}, {0, 0}, {0}},
		Partial:   true, // the last event is at noon of 30 April
	}, c)
	require.Equal(t, 0.5, c.Retention(0, 2))
	require.Equal(t, 1.0, c.RepeatRate(0, 3))
	require.Equal(t, 0.0, c.Retention(2, 1))
	for _, beyond := range [][2]int{{3, 1}, {2, 2}, {2, 3}} {
		require.True(t, math.IsNaN(c.Retention(beyond[0], beyond[1])))
		require.True(t, math.IsNaN(c.RepeatRate(beyond[0], beyond[1])))
	}
	require.True(t, math.IsNaN(c.Retention(1, 0)), "nobody is in that cohort")
	require.Panics(t, func() { c.Retention(0, 4) })
	require.Panics(t, func() { c.Retention(-1, 0) })

	// April is not over: it counts for no age, so nobody is known to have reached age 3.
	by := c.RetentionByAge()
	require.True(t, math.IsNaN(by[3]))
	require.Equal(t, []float64{1, 0, 0.5}, by[:3])
	require.Equal(t, []float64{1.0 / 3, 0.5, 1}, c.RepeatRateByAge()[:3])
}

func TestCohortsEndWithTheLog(t *testing.T) {
	list := []events.Event{buy("a", "1", date(1, 5), 1), buy("b", "2", date(2, 5), 1)}
	for until, want := range map[time.Time]struct {
		n       int
		partial bool
	}{
		{}:          {2, true},
		date(2, 29): {2, true},
		time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC):    {2, false},
		time.Date(2024, 3, 1, 0, 0, 0, 1000, time.UTC): {3, true},
		time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC):    {4, false},
	} {
		c, err := segment.Cohorts{}.Of(logOf(t, until, list...))
		require.NoError(t, err)
		require.Equal(t, want.n, c.Len(), until)
		require.Equal(t, want.partial, c.Partial, until)
		require.Equal(t, want.n, len(c.Active[0]))
	}
	// As of an instant: the same as if the log had ended there.
	l := logOf(t, time.Time{}, append(list, buy("a", "3", date(3, 3), 1))...)
	mar := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	c, err := segment.Cohorts{}.Of(l.Before(mar))
	require.NoError(t, err)
	want, err := segment.Cohorts{}.Of(logOf(t, mar, list...))
	require.NoError(t, err)
	require.Equal(t, want, c)
}

// Against counting by sets, for random logs and periods.
func TestCohortsBySets(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, p := range []clm.Period{{Unit: clm.Day, N: 9}, {Unit: clm.Week}, {Unit: clm.Month}, {N: 2, Unit: clm.Month}, {Unit: clm.Year}} {
		var list []events.Event
		for i := range 400 {
			e := buy(fmt.Sprint(rng.IntN(60)), fmt.Sprint(i/3), date(1, 1).Add(time.Duration(rng.IntN(300*24))*time.Hour), rng.Int64N(99))
			if rng.IntN(8) == 0 {
				e.Kind = events.Refund
			}
			list = append(list, e)
		}
		c, err := segment.Cohorts{Period: p}.Of(logOf(t, time.Time{}, list...))
		require.NoError(t, err)

		type key struct {
			who    string
			period int
		}
		born, active, orders := map[string]int{}, map[key]bool{}, map[[2]string]int{}
		for _, e := range list {
			if e.Kind == events.Purchase {
				k := p.Index(e.Time)
				if b, ok := born[e.Customer]; !ok || k < b {
					born[e.Customer] = k
				}
				active[key{e.Customer, k}] = true
				o := [2]string{e.Customer, e.Order}
				if at, ok := orders[o]; !ok || k < at {
					orders[o] = k
				}
			}
		}
		first := p.Index(c.Start[0])
		for i := range c.Size {
			size := 0
			for _, b := range born {
				if b == first+i {
					size++
				}
			}
			require.Equal(t, size, c.Size[i])
			for a := range c.Active[i] {
				n, repeat, count, money := 0, 0, 0, int64(0)
				for who, b := range born {
					if b != first+i {
						continue
					}
					if active[key{who, b + a}] {
						n++
					}
					sofar := 0
					for o, at := range orders {
						if o[0] == who && at <= b+a {
							sofar++
							if at == b+a {
								count++
							}
						}
					}
					if sofar >= 2 {
						repeat++
					}
					for _, e := range list {
						if e.Customer == who && e.Kind == events.Purchase && p.Index(e.Time) == b+a {
							money += e.Amount
						}
					}
				}
				require.Equal(t, n, c.Active[i][a])
				require.Equal(t, repeat, c.Repeaters[i][a])
				require.Equal(t, count, c.Orders[i][a])
				require.Equal(t, money, c.Revenue[i][a])
			}
		}
	}
}

func TestCohortsInAPlace(t *testing.T) {
	// 23:30 UTC on 31 January is February in Berlin.
	at := time.Date(2024, 1, 31, 23, 30, 0, 0, time.UTC)
	l, _, err := events.Stream{Location: "Europe/Berlin"}.Collect(t.Context(), seq([]events.Event{buy("a", "1", at, 1)}))
	require.NoError(t, err)
	c, err := segment.Cohorts{}.Of(l)
	require.NoError(t, err)
	require.Equal(t, "2024-02-01 00:00:00 +0100 CET", c.Start[0].String())
}

// At 0:01 on 7 November the clocks went back to 23:01 on the 6th: what comes
// later has an earlier date and still belongs to the 7th.
func TestCohortsWhereADateComesTwice(t *testing.T) {
	const place = "America/St_Johns"
	loc, err := time.LoadLocation(place)
	require.NoError(t, err)
	first := time.Date(2010, 11, 7, 0, 0, 30, 0, loc)
	require.Equal(t, 6, first.Add(30*time.Minute).Day())
	for _, list := range [][]events.Event{
		{buy("a", "1", first, 1), buy("a", "2", first.Add(30*time.Minute), 1), buy("a", "3", first.Add(2*time.Hour), 1)},
		{buy("a", "2", first.Add(30*time.Minute), 1), buy("a", "3", first.Add(2*time.Hour), 1)},
		{buy("a", "1", first, 1), buy("a", "2", first.Add(30*time.Minute), 1)},
	} {
		l, _, err := events.Stream{Location: place}.Collect(t.Context(), seq(list))
		require.NoError(t, err)
		c, err := segment.Cohorts{Period: clm.Period{Unit: clm.Day}}.Of(l)
		require.NoError(t, err)
		require.Equal(t, []int{1}, c.Size)
		require.Equal(t, [][]int{{1}}, c.Active)
		require.Equal(t, [][]int{{len(list)}}, c.Orders)
		require.Equal(t, 7, c.Start[0].Day())
	}
}

func TestBadCohorts(t *testing.T) {
	l := logOf(t, time.Time{}, buy("a", "1", date(1, 1), math.MaxInt64), buy("a", "1", date(1, 1), 1))
	_, err := segment.Cohorts{}.Of(l)
	require.ErrorIs(t, err, clm.ErrLimit)
	require.ErrorContains(t, err, "minor units")
	_, err = segment.Cohorts{Period: clm.Period{Unit: "fortnight"}}.Of(l)
	var e *clm.ConfigError
	require.ErrorAs(t, err, &e)
	require.Equal(t, "Period", e.Field)
	_, err = segment.Cohorts{}.Of(logOf(t, time.Time{}, buy("", "1", date(1, 1), 1)))
	require.EqualError(t, err, "segment.Cohorts.Of: no purchase of a known customer: too few data")
	_, err = segment.Cohorts{}.Of(logOf(t, time.Time{}))
	require.ErrorIs(t, err, clm.ErrTooFew)
	far := buy("b", "2", time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC), 1)
	_, err = segment.Cohorts{}.Of(logOf(t, time.Time{}, buy("a", "1", date(1, 1), 1), far))
	require.EqualError(t, err, "segment.Cohorts.Of: more than 2000 periods; use a longer Period")
}
