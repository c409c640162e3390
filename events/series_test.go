package events

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

func TestSeries(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 13))
	periods := []clm.Period{{}, {Unit: clm.Week}, {Unit: clm.Month}, {Unit: clm.Year}, {N: 10}, {N: 2, Unit: clm.Month}}
	measures := []Measure{"", MeasureRevenue, MeasureNet, MeasureOrders, MeasureUnits, MeasureCustomers, MeasureEvents}
	for i := range 30 {
		for _, l := range someViews(r, makeLog(t, somePlaces[i%4], randomOrders(r, 1+r.IntN(200))...)) {
			p := periods[r.IntN(len(periods))]
			for _, m := range measures {
				want := map[int]float64{}
				orders := map[int]bool{}
				customers := map[int]map[string]bool{}
				for i, e := range l.All() {
					k := p.Index(e.Time)
					buy := e.Kind == Purchase
					switch {
					case m == MeasureEvents:
						want[k]++
					case m == MeasureNet && e.Kind == Refund:
						want[k] -= float64(e.Amount)
					case !buy:
					case m == MeasureUnits:
						want[k] += e.Quantity
					case m == MeasureOrders:
						if !orders[l.Order(i)] {
							want[k]++
						}
						orders[l.Order(i)] = true
					case m == MeasureCustomers:
						if customers[k] == nil {
							customers[k] = map[string]bool{}
						}
						if e.Customer != "" && !customers[k][e.Customer] {
							want[k]++
							customers[k][e.Customer] = true
						}
					default:
						want[k] += float64(e.Amount)
					}
				}
				s, err := l.Series(p, m)
				require.NoError(t, err)
				require.Len(t, s.Start, len(s.Values))
				if l.Len() == 0 {
					require.Empty(t, s.Values)
					continue
				}
				first := p.Index(l.At(0).Time)
				for k, v := range s.Values {
					require.Equal(t, want[first+k], v, "%s of %s", m, p)
					require.Equal(t, p.Start(first+k, l.Location()), s.Start[k])
					delete(want, first+k)
				}
				require.Empty(t, want)
			}
		}
	}
}

// Where a series ends, and whether its last period is over.
func TestSeriesEnds(t *testing.T) {
	e := Event{Customer: "ann", Time: at(t, "2024-01-30 10:00"), Amount: 100}
	for _, c := range []struct {
		until   string
		want    int
		partial bool
	}{
		{"2024-01-30 10:00", 1, true},
		{"2024-01-31", 1, true},
		{"2024-02-01", 1, false},
		{"2024-02-01 00:00:01", 2, true},
		{"2024-02-29 23:59:59", 2, true},
		{"2024-03-01", 2, false},
		{"2025-01-01", 12, false},
	} {
		l := makeLogUntil(t, "", at(t, c.until), e)
		s, err := l.Series(clm.Period{Unit: clm.Month}, "")
		require.NoError(t, err)
		require.Len(t, s.Values, c.want, c.until)
		require.Equal(t, c.partial, s.Partial, c.until)
		require.Equal(t, MeasureRevenue, s.Measure)
		for k, v := range s.Values {
			require.Equal(t, map[bool]float64{true: 100}[k == 0], v)
		}
	}
	// A view ends where it was cut.
	l := makeLog(t, "", e, Event{Customer: "ann", Time: at(t, "2024-06-01"), Amount: 50})
	s, err := l.Before(at(t, "2024-04-01")).Series(clm.Period{Unit: clm.Month}, MeasureNet)
	require.NoError(t, err)
	require.Equal(t, []float64{100, 0, 0}, s.Values)
	require.False(t, s.Partial)
	// An event at the very beginning of a period reaches into it.
	s, err = l.Series(clm.Period{Unit: clm.Month}, MeasureEvents)
	require.NoError(t, err)
	require.Equal(t, []float64{1, 0, 0, 0, 0, 1}, s.Values)
	require.True(t, s.Partial)
}

func TestSeriesErrors(t *testing.T) {
	day := at(t, "2024-01-01")
	l := makeLog(t, "", Event{Time: day, Amount: math.MaxInt64, Quantity: 1e300}, Event{Time: day, Amount: 1}, Event{Time: day, Amount: math.MaxInt64, Kind: Refund})
	_, err := l.Series(clm.Period{N: -1}, "")
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = l.Series(clm.Period{Unit: "hour"}, "")
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = l.Series(clm.Period{}, "profit")
	require.EqualError(t, err, `events.Log.Series: measure is "profit", want "revenue" (or ""), "net", "orders", "units", "customers" or "events"`)
	for _, m := range []Measure{MeasureRevenue, MeasureNet, MeasureUnits} {
		_, err = l.Series(clm.Period{}, m)
		require.ErrorIs(t, err, clm.ErrLimit, m)
		require.ErrorContains(t, err, "the period from 2024-01-01")
	}
	s, err := l.Series(clm.Period{}, MeasureEvents)
	require.NoError(t, err)
	require.Equal(t, []float64{3}, s.Values)

	// One wrong date must not take all memory.
	l = makeLog(t, "", Event{Time: time.UnixMicro(minTime)}, Event{Time: time.UnixMicro(maxTime)})
	_, err = l.Series(clm.Period{}, "")
	require.EqualError(t, err, "events.Log.Series: more than 131072 periods of 1 day; the log goes from 0001-01-02 to 9999-12-31; cut it with Between or take a longer period")
	s, err = l.Series(clm.Period{Unit: clm.Month}, "")
	require.NoError(t, err)
	require.Len(t, s.Values, 12*9999)
}
