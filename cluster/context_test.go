package cluster

import (
	"context"
	"runtime"
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

// endsAnywhere lets a call end at each of its first looks at the context, and then at
// some of them.
func endsAnywhere(t *testing.T, call func(ctx context.Context) error) {
	t.Helper()
	part := int64(6)
	if testing.Short() {
		part = 2
	}
	for looks := int64(0); ; looks += 1 + looks/part {
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

// reading is a matrix that tells how many numbers of it are read between two looks at a
// context. It is not of a type that lets anybody by.
type reading struct {
	context.Context
	x         *mat.Dense
	now, most int
}

func (r *reading) Dims() (int, int) { return r.x.Dims() }
func (r *reading) T() mat.Matrix    { return mat.Transpose{Matrix: r} }
func (r *reading) At(i, j int) float64 {
	r.now++
	r.most = max(r.most, r.now)
	return r.x.At(i, j)
}

func (r *reading) Err() error {
	r.now = 0
	return r.Context.Err()
}

// However many columns there are, a fit looks at its context every few milliseconds: when
// the table is made, and when rows are added up or measured.
func TestKMeansLooksAtTheContext(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one goroutine reads, also where Workers cannot be set
	for _, d := range []int{300, 9000} {
		x := cloud(3, 2_000_000/d, d, false)
		start := x.Slice(0, 3, 0, d)
		r := &reading{Context: t.Context(), x: x}
		for _, p := range []Precision{Float64, Float32} {
			_, err := KMeans{K: 3, MaxIter: 2, Tol: -1, Workers: 1, Precision: p}.FitFrom(r, r, nil, start)
			require.NoError(t, err)
			require.Less(t, r.most, 3<<19, "%d columns, %v", d, p)
		}
		m, err := MiniBatch{K: 3, Starts: 1, MaxIter: 4, BatchSize: x.RawMatrix().Rows / 4, Workers: 1}.Fit(r, r)
		require.NoError(t, err)
		require.Less(t, r.most, 3<<19, "%d columns, mini-batches", d)
		require.NoError(t, m.Step().Add(r, r))
		require.Less(t, r.most, 3<<19, "%d columns, a step", d)
		_, err = m.Update(r, r, nil)
		require.NoError(t, err)
		require.Less(t, r.most, 3<<19, "%d columns, an update", d)
	}
}
