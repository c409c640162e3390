package timeseries

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// pretend returns a search whose criterion is a made-up figure of the orders.
func pretend(workers int, constant bool, figure func(o autoOrders) float64) *autoSearch {
	return &autoSearch{p: 5, q: 5, sp: 2, sq: 2, constant: constant, workers: workers,
		fit: func(_ context.Context, o autoOrders, _ scouted) (scouted, error) {
			return scouted{Candidate: Candidate{P: o.p, Q: o.q, SP: o.sp, SQ: o.sq, Constant: o.constant, Criterion: figure(o)}}, nil
		},
		confirm: func(context.Context, *scouted) error { return nil },
		known:   map[autoOrders]scouted{}, tried: map[autoOrders]bool{}, best: scouted{Candidate: Candidate{Criterion: math.Inf(1)}}}
}

// away is the squared distance to a model.
func away(to autoOrders) func(o autoOrders) float64 {
	return func(o autoOrders) float64 {
		d := math.Pow(float64(o.p-to.p), 2) + math.Pow(float64(o.q-to.q), 2) + math.Pow(float64(o.sp-to.sp), 2) + math.Pow(float64(o.sq-to.sq), 2)
		if o.constant != to.constant {
			d += 0.5
		}
		return d
	}
}

// The order of the walk is that of R: seasonal orders first, down before up.
func TestStepwiseWalk(t *testing.T) {
	s := pretend(1, true, away(autoOrders{2, 2, 1, 1, true}))
	require.NoError(t, s.stepwise(context.Background(), false, 94))
	require.Equal(t, []autoOrders{
		{2, 2, 1, 1, true}, {0, 0, 0, 0, true}, {1, 0, 1, 0, true}, {0, 1, 0, 1, true}, {},
		{2, 2, 0, 1, true}, {2, 2, 1, 0, true}, {2, 2, 2, 1, true}, {2, 2, 1, 2, true},
		{2, 2, 0, 0, true}, {2, 2, 0, 2, true}, {2, 2, 2, 0, true}, {2, 2, 2, 2, true},
		{1, 2, 1, 1, true}, {2, 1, 1, 1, true}, {3, 2, 1, 1, true}, {2, 3, 1, 1, true},
		{1, 1, 1, 1, true}, {1, 3, 1, 1, true}, {3, 1, 1, 1, true}, {3, 3, 1, 1, true},
		{2, 2, 1, 1, false},
	}, s.trace)
	require.Zero(t, s.best.Criterion)

	// A better neighbour is taken at once, and nothing is looked at twice.
	s = pretend(1, false, away(autoOrders{2, 4, 0, 1, false}))
	require.NoError(t, s.stepwise(context.Background(), false, 94))
	require.Equal(t, autoOrders{2, 2, 0, 1, false}, s.trace[4])
	require.Equal(t, autoOrders{2, 2, 0, 0, false}, s.trace[5])
	require.Zero(t, s.best.Criterion)
	require.Len(t, s.known, len(s.trace))
}

// Whatever is fitted ahead of need, what is looked at is the same, and is fitted from the same neighbour.
func TestSearchesDoNotDependOnWorkers(t *testing.T) {
	goals := []autoOrders{{0, 0, 0, 0, false}, {5, 0, 2, 1, true}, {3, 3, 0, 0, true}, {1, 4, 0, 2, false}}
	for _, goal := range goals {
		for _, full := range []bool{false, true} {
			var want *autoSearch
			for _, workers := range []int{1, 2, 7} {
				s := pretend(workers, true, away(goal))
				fit := s.fit
				s.fit = func(ctx context.Context, o autoOrders, near scouted) (scouted, error) {
					c, err := fit(ctx, o, near)
					if c.Criterion > 0 && near.Criterion < math.MaxFloat64 {
						c.Criterion += near.Criterion / 1024
					}
					return c, err
				}
				var err error
				if full {
					err = s.full(context.Background(), 8)
				} else {
					err = s.stepwise(context.Background(), false, 94)
				}
				require.NoError(t, err)
				if want == nil {
					want = s
				}
				require.Equal(t, want.trace, s.trace)
				require.Equal(t, want.best, s.best)
				for _, o := range s.trace {
					require.Equal(t, want.known[o], s.known[o])
				}
				require.Zero(t, s.best.Criterion, goal)
			}
		}
	}
}

func TestFullSearchLooksAtAll(t *testing.T) {
	s := pretend(2, true, func(autoOrders) float64 { return math.Inf(1) })
	require.NoError(t, s.full(context.Background(), 5))
	seen := map[autoOrders]bool{}
	for _, o := range s.trace {
		require.LessOrEqual(t, o.p+o.q+o.sp+o.sq, 5)
		seen[o] = true
	}
	want := 0
	for p := range 6 {
		for q := range 6 {
			for sp := range 3 {
				for sq := range 3 {
					if p+q+sp+sq <= 5 {
						want += 2
					}
				}
			}
		}
	}
	require.Len(t, s.trace, want)
	require.Len(t, seen, want)
}

func TestSearchesStop(t *testing.T) {
	s := pretend(3, true, away(autoOrders{5, 5, 2, 2, true}))
	require.NoError(t, s.stepwise(context.Background(), false, 7))
	require.Len(t, s.trace, 7)

	oops := errors.New("oops")
	s = pretend(2, false, away(autoOrders{}))
	fit := s.fit
	s.fit = func(ctx context.Context, o autoOrders, near scouted) (scouted, error) {
		if o.p == 1 {
			return scouted{}, oops
		}
		return fit(ctx, o, near)
	}
	require.ErrorIs(t, s.stepwise(context.Background(), false, 94), oops)
	require.ErrorIs(t, s.full(context.Background(), 5), oops)

	ctx, stop := context.WithCancel(context.Background())
	stop()
	require.ErrorIs(t, pretend(2, false, away(autoOrders{})).stepwise(ctx, false, 94), context.Canceled)

	// A short series begins with lower orders, and without a season.
	s = pretend(1, false, away(autoOrders{1, 1, 0, 0, false}))
	require.NoError(t, s.stepwise(context.Background(), true, 94))
	require.Equal(t, autoOrders{1, 1, 0, 0, false}, s.trace[0])
}
