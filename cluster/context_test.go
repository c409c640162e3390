package cluster

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// fading is a context that ends when it is looked at for the last time.
type fading struct {
	context.Context
	left atomic.Int64
	end  context.CancelFunc
}

func (c *fading) Err() error {
	if c.left.Add(-1) < 0 {
		c.end()
	}
	return c.Context.Err()
}

// endsAnywhere lets a call end at each of its looks at the context.
func endsAnywhere(t *testing.T, call func(ctx context.Context) error) {
	t.Helper()
	for looks := int64(0); ; looks += 1 + looks/6 {
		inner, cancel := context.WithCancel(t.Context())
		ctx := &fading{Context: inner, end: cancel}
		ctx.left.Store(looks)
		err := call(ctx)
		cancel()
		if err == nil {
			require.Positive(t, looks)
			return
		}
		require.ErrorIs(t, err, context.Canceled)
	}
}

// Whenever the context ends, a call returns its cause and does not trip over what is
// half done.
func TestContextEndsAnywhere(t *testing.T) {
	for _, x := range []*mat.Dense{cloud(2, 400, 2, false), cloud(3, 150, 9, true), cloud(1, 20, 2, false)} {
		n, _ := x.Dims()
		labels := make([]int, n)
		for i := range labels {
			labels[i] = i % 3
		}
		for _, workers := range []int{1, 2} {
			for _, method := range linkageMethods {
				endsAnywhere(t, func(ctx context.Context) error {
					m, err := Linkage{Method: method, Workers: workers}.Fit(ctx, x)
					require.Equal(t, err == nil, m != nil)
					return err
				})
				endsAnywhere(t, func(ctx context.Context) error {
					_, err := Linkage{Method: method, Workers: workers}.FitDistances(ctx, n, pdist(x, Manhattan{}))
					return err
				})
			}
			for _, metric := range []Metric{nil, Manhattan{}, Cosine{}, pointless{}} {
				for _, eps := range []float64{0.3, 2, 20} {
					endsAnywhere(t, func(ctx context.Context) error {
						m, err := DBSCAN{Eps: eps, Metric: metric, Workers: workers}.Fit(ctx, x)
						require.Equal(t, err == nil, m != nil)
						return err
					})
				}
				endsAnywhere(t, func(ctx context.Context) error {
					_, err := EpsCurve{Metric: metric, Workers: workers}.Of(ctx, x)
					return err
				})
			}
			endsAnywhere(t, func(ctx context.Context) error {
				_, err := Silhouette{Workers: workers}.Of(ctx, x, labels)
				return err
			})
			endsAnywhere(t, func(ctx context.Context) error {
				_, err := Scores{Workers: workers}.Of(ctx, x, labels)
				return err
			})
			endsAnywhere(t, func(ctx context.Context) error {
				_, err := Profiles{Workers: workers}.Of(ctx, x, labels, nil)
				return err
			})
		}
		m := fitLinkage(t, Linkage{}, x)
		endsAnywhere(t, func(ctx context.Context) error {
			_, err := m.Correlation(ctx, x, nil)
			return err
		})
	}
}
