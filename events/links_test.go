package events

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// plainLinks does what Links promises, in the plainest way.
func plainLinks(l *Log) []int {
	links := make([]int, l.Len())
	left := make([]float64, l.Len())
	for i, e := range l.All() {
		links[i], left[i] = -1, e.Quantity
		if e.Kind != Refund || e.Customer == "" || e.Item == "" {
			continue
		}
		for p := i - 1; p >= 0; p-- {
			b := l.At(p)
			if b.Kind == Purchase && b.Customer == e.Customer && b.Item == e.Item && b.Time.Before(e.Time) && left[p] >= e.Quantity {
				links[i] = p
				left[p] -= e.Quantity
				break
			}
		}
	}
	return links
}

func TestLinksAgainstPlain(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for n := range 200 {
		var es []Event
		for range n {
			es = append(es, Event{Customer: string(rune('a' + r.IntN(3))), Item: string(rune('x' + r.IntN(2))), Kind: Kind(r.IntN(3)),
				Time: time.Unix(int64(r.IntN(40)), 0), Quantity: float64(r.IntN(5))})
		}
		l := plainLog(t, es...)
		require.Equal(t, plainLinks(l), l.Links(nil))
	}
}

// Later events change no link.
func TestLinksLookBackOnly(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	for n := range 60 {
		var es []Event
		for range n {
			es = append(es, Event{Customer: "c", Item: "x", Kind: Kind(r.IntN(2)), Time: time.Unix(int64(r.IntN(40)), 0), Quantity: float64(r.IntN(4))})
		}
		l := plainLog(t, es...)
		whole := l.Links(nil)
		v := l.Before(time.Unix(int64(r.IntN(40)), 0))
		require.Equal(t, whole[:v.Len()], v.Links(make([]int, v.Len())))
	}
}

func TestLinksTakeTheLatestWithEnough(t *testing.T) {
	buy := func(at int64, q float64) Event {
		return Event{Customer: "c", Item: "x", Time: time.Unix(at, 0), Quantity: q}
	}
	back := func(at int64, q float64) Event { e := buy(at, q); e.Kind = Refund; return e }
	l := plainLog(t, buy(1, 5), buy(2, 1), back(3, 2), back(4, 1), back(5, 3), back(6, 1))
	require.Equal(t, []int{-1, -1, 0, 1, 0, -1}, l.Links(nil))
}

// Many refunds that fit no purchase must not take quadratic time.
func TestLinksOfManyUnfitRefunds(t *testing.T) {
	var es []Event
	for i := range 100_000 {
		es = append(es, Event{Customer: "c", Item: "x", Time: time.Unix(int64(i), 0), Quantity: 1},
			Event{Customer: "c", Item: "x", Time: time.Unix(int64(i), 500), Kind: Refund, Quantity: 2})
	}
	for _, link := range plainLog(t, es...).Links(nil) {
		require.Equal(t, -1, link)
	}
}

// Three times 0.1 are 0.3, though not as floating-point numbers.
func TestLinksOfFractions(t *testing.T) {
	event := func(at int64, k Kind, q float64) Event {
		return Event{Customer: "c", Item: "x", Time: time.Unix(at, 0), Kind: k, Quantity: q}
	}
	l := plainLog(t, event(1, Purchase, 0.3), event(2, Refund, 0.1), event(3, Refund, 0.1), event(4, Refund, 0.1), event(5, Refund, 0.1))
	require.Equal(t, []int{-1, 0, 0, 0, -1}, l.Links(nil))
	l = plainLog(t, event(1, Purchase, math.MaxFloat64), event(2, Refund, math.MaxFloat64), event(3, Refund, 1))
	require.Equal(t, []int{-1, 0, -1}, l.Links(nil))
}
