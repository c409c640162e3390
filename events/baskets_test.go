package events

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// someViews returns the log and views of it of every kind.
func someViews(r *rand.Rand, l *Log) []*Log {
	a, b := l.At(r.IntN(l.Len())).Time, l.At(r.IntN(l.Len())).Time
	return []*Log{l, l.Before(b), l.Between(a, b), l.Where(func(Event) bool { return r.IntN(2) == 0 }), l.Where(func(Event) bool { return false })}
}

func TestBaskets(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	empty := 0
	for range 30 {
		for _, l := range someViews(r, makeLog(t, "", randomOrders(r, 1+r.IntN(150))...)) {
			sets := map[int]map[int]bool{}
			for i, e := range l.All() {
				if e.Kind != Purchase {
					continue
				}
				o := l.Order(i)
				if sets[o] == nil {
					sets[o] = map[int]bool{}
				}
				if l.Item(i) >= 0 {
					sets[o][l.Item(i)] = true
				}
			}
			var want [][]int
			for o := range l.Orders() {
				if set, ok := sets[o]; ok {
					basket := []int{}
					for item := range set {
						basket = append(basket, item)
					}
					slices.Sort(basket)
					want = append(want, basket)
				}
			}
			var got [][]int
			for basket := range l.Baskets() {
				got = append(got, append([]int{}, basket...))
				if len(basket) == 0 {
					empty++
				}
			}
			require.Equal(t, want, got)
		}
	}
	require.Positive(t, empty)
}

func TestBasketsMayBeLeftEarly(t *testing.T) {
	l := makeLog(t, "", Event{Customer: "ann", Item: "tea", Time: at(t, "2024-01-01")}, Event{Customer: "bob", Item: "jam", Time: at(t, "2024-01-01")})
	n := 0
	for range l.Baskets() {
		n++
		break
	}
	require.Equal(t, 1, n)
}
