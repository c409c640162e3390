package events

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

var someWeights = []Weight{"", WeightCount, WeightOnce, WeightUnits, WeightAmount, WeightRating, WeightEvents}

// weigh says the long way what an event weighs.
func weigh(e Event, w Weight) (float64, bool) {
	switch {
	case w == WeightEvents:
		return 1, true
	case w == WeightRating:
		return float64(e.Rating), e.Kind == Review && e.Rating != 0
	case e.Kind != Purchase:
		return 0, false
	case w == WeightUnits:
		return e.Quantity, true
	case w == WeightAmount:
		return float64(e.Amount), true
	}
	return 1, true
}

func TestPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	for range 20 {
		for _, l := range someViews(r, makeLog(t, "", randomOrders(r, 1+r.IntN(150))...)) {
			for _, w := range someWeights {
				customer, item, value, micros := l.Pairs(w)
				k := 0
				for i, e := range l.All() {
					v, counts := weigh(e, w)
					if !counts || e.Customer == "" || e.Item == "" {
						continue
					}
					require.Equal(t, e.Customer, l.Customers().ID(customer[k]))
					require.Equal(t, e.Item, l.Items().ID(item[k]))
					require.Equal(t, l.Item(i), item[k])
					require.Equal(t, v, value[k])
					require.Equal(t, e.Time.UnixMicro(), micros[k])
					k++
				}
				require.Equal(t, []int{k, k, k, k}, []int{len(customer), len(item), len(value), len(micros)})
			}
		}
	}
}

func TestInteractions(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	joined := 0
	for range 20 {
		for _, l := range someViews(r, makeLog(t, "", randomOrders(r, 1+r.IntN(150))...)) {
			for _, w := range someWeights {
				type pair struct{ customer, item int }
				want := map[pair]float64{}
				customer, item, value, _ := l.Pairs(w)
				for k, v := range value {
					p := pair{customer[k], item[k]}
					switch w {
					case WeightOnce:
						want[p] = 1
					case WeightRating:
						want[p] = v
					default:
						want[p] += v
					}
				}
				joined += len(value) - len(want)
				s := l.Interactions(w)
				rows, cols := s.Dims()
				require.Equal(t, []int{l.Customers().Len(), l.Items().Len()}, []int{rows, cols})
				require.Equal(t, len(want), s.Len())
				for p, v := range want {
					require.Equal(t, v, s.At(p.customer, p.item))
				}
			}
		}
	}
	require.Positive(t, joined)
	l := makeLog(t, "")
	require.Zero(t, l.Interactions("").Len())
	require.PanicsWithValue(t, `events.Log.Interactions: weight "money", want one of the constants`, func() { l.Interactions("money") })
	require.PanicsWithValue(t, `events.Log.Pairs: weight "money", want one of the constants`, func() { l.Pairs("money") })
}

// The rating that was given last counts, not the sum.
func TestTheLatestRatingCounts(t *testing.T) {
	day := at(t, "2024-01-01")
	l := makeLog(t, "",
		Event{Customer: "ann", Item: "tea", Time: day.AddDate(0, 0, 2), Kind: Review, Rating: 2},
		Event{Customer: "ann", Item: "tea", Time: day, Kind: Review, Rating: 5},
		Event{Customer: "ann", Item: "tea", Time: day.AddDate(0, 0, 3), Kind: Review}, // words only
		Event{Customer: "ann", Item: "tea", Time: day, Amount: 7, Rating: 4})          // not a review
	require.Equal(t, 2.0, l.Interactions(WeightRating).At(0, 0))
	require.Equal(t, 7.0, l.Interactions(WeightAmount).At(0, 0))
}
