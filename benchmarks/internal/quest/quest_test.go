package quest

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/rng"
)

func TestMake(t *testing.T) {
	const n = 20_000
	s := Shape{Items: 1000, Patterns: 200, Basket: 10, Pattern: 4}
	start, items := Make(rng.New(1, 0), n, s)
	require.Len(t, start, n+1)
	require.Equal(t, len(items), start[n])
	require.InDelta(t, 10, float64(len(items))/n, 0.5)
	count := make([]int, s.Items)
	for b := range n {
		basket := slices.Sorted(slices.Values(items[start[b]:start[b+1]]))
		require.NotEmpty(t, basket)
		require.Len(t, slices.Compact(basket), start[b+1]-start[b], "an item is there twice")
		for _, item := range basket {
			count[item]++
		}
	}
	slices.Sort(count)
	require.Greater(t, count[s.Items-1], n/20, "some items are in many baskets")
	require.Less(t, count[s.Items/2], n/50, "most are in few")

	againStart, again := Make(rng.New(1, 0), n, s)
	require.Equal(t, items, again)
	require.Equal(t, start, againStart)
	_, other := Make(rng.New(2, 0), n, s)
	require.NotEqual(t, items, other)
}

// Patterns have their mean size and share many of their items with the one
// before: the share is exponential with mean 0.5 and cut at 1, which makes
// (1 − exp(−2))/2 = 0.432, less where the one before is too short.
func TestPatterns(t *testing.T) {
	s := Shape{Items: 50_000, Patterns: 10_000, Pattern: 4}
	list := s.patterns(rng.New(3, 0))
	require.Len(t, list, s.Patterns)
	total, shared, loss := 0, 0, 0.0
	for i, p := range list {
		require.NotEmpty(t, p.items)
		total += len(p.items)
		loss += p.loss
		for _, item := range p.items {
			if i > 0 && slices.Contains(list[i-1].items, item) {
				shared++
			}
		}
	}
	require.InDelta(t, 4, float64(total)/float64(s.Patterns), 0.1)
	require.InDelta(t, 0.4, float64(shared)/float64(total), 0.05)
	require.InDelta(t, 0.5, loss/float64(s.Patterns), 0.02)
}

// Each of the weights 1/1 to 1/n is there, and heavy ones are not neighbours.
func TestZipf(t *testing.T) {
	const n = 1000
	sums := zipf(rng.New(6, 0), n)
	var ranks []int
	place := make([]int, n)
	before := 0.0
	for i, sum := range sums {
		rank := int(math.Round(1 / (sum - before)))
		before = sum
		ranks = append(ranks, rank)
		place[rank-1] = i
	}
	require.Greater(t, max(place[0], place[1], place[2])-min(place[0], place[1], place[2]), 10)
	slices.Sort(ranks)
	for i, rank := range ranks {
		require.Equal(t, i+1, rank)
	}
}

func TestCorrupted(t *testing.T) {
	r := rng.New(4, 0)
	p := pattern{items: []int{5, 6, 7}}
	require.Equal(t, p.items, p.corrupted(r, nil))
	p.loss = 1
	require.Empty(t, p.corrupted(r, nil))
	p.loss = 0.5
	whole := 0
	for range 10_000 {
		part := p.corrupted(r, nil)
		require.Subset(t, p.items, part)
		if len(part) == 3 {
			whole++
		}
	}
	require.InDelta(t, 5000, whole, 200)
	require.Equal(t, []int{5, 6, 7}, p.items)
}

func TestPoisson(t *testing.T) {
	r := rng.New(5, 0)
	const n, mean = 100_000, 4
	sum, squares := 0.0, 0.0
	for range n {
		k := float64(poisson(r, mean))
		sum += k
		squares += (k - mean) * (k - mean)
	}
	require.InDelta(t, mean, sum/n, 0.03)
	require.InDelta(t, mean, squares/n, 0.1)
}
