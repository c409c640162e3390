package cluster

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/rng"
)

// hardTables are tables on which sums in float32 know little.
func hardTables(n, d int) map[string]*mat.Dense {
	s := rng.New(uint64(n), uint64(d))
	of := func(f func(i, j int) float64) *mat.Dense {
		x := mat.NewDense(n, d, nil)
		x.Apply(func(i, j int, _ float64) float64 { return f(i, j) }, x)
		return x
	}
	lattice := of(func(i, j int) float64 { return float64(s.IntN(2)) })
	scaled := func(by, plus float64) *mat.Dense {
		x := mat.DenseCopyOf(lattice)
		x.Apply(func(_, _ int, v float64) float64 { return v*by + plus }, x)
		return x
	}
	far := clumps(3, n, d)
	far.Set(n/2, d-1, 1e140)
	farPair := mat.DenseCopyOf(far)
	farPair.SetRow(n-1, far.RawRowView(n/2))
	zeros := clumps(5, n, d)
	for i := 0; i < n; i += 7 {
		zeros.SetRow(i, make([]float64, d))
	}
	return map[string]*mat.Dense{
		"clumps":     clumps(4, n, d),
		"lattice":    lattice, // many pairs at exactly the same distance
		"offset":     scaled(1, 1e8),
		"huge":       scaled(1e140, -5e139),
		"tiny":       scaled(1e-150, 0),
		"subnormal":  scaled(0x1p-1060, 0),
		"duplicates": of(func(i, j int) float64 { return float64(i % 3 * j) }),
		"constant":   of(func(int, int) float64 { return 1e8 + 0.1 }),
		"far":        far,
		"far pair":   farPair,
		"zeros":      zeros,
		"apart": of(func(i, j int) float64 { // groups that are small for their distance
			return float64(i%3*(j+1))*1e7 + s.NormFloat64()
		}),
		"magnitudes": of(func(i, j int) float64 { return math.Ldexp(s.NormFloat64(), (i%40-20)*7) }),
	}
}

// distinctLimits returns distances at the edge: equal to that of a pair, a little less, and
// a little more.
func distinctLimits(distances [][]float64) []float64 {
	all := slices.Sorted(slices.Values(slices.Concat(distances...)))
	var limits []float64
	for _, at := range []int{len(all) / 20, len(all) / 3} {
		if v := all[at]; v > 0 && v < math.MaxFloat64/4 {
			limits = append(limits, v, math.Nextafter(v, 0), math.Nextafter(v, 2*v), v*(1+1e-9), v*(1-1e-7))
		}
	}
	return limits
}

func TestTilesAreExact(t *testing.T) {
	for _, set := range cpu.Sets() {
		restore := set.Use()
		for _, size := range [][2]int{{131, 17}, {70, 34}, {90, 2}} {
			n, d := size[0], size[1]
			for name, x := range hardTables(n, d) {
				for _, metric := range []Metric{SquaredEuclidean{}, Cosine{}} {
					distances := plainDistances(x, metric)
					for k, eps := range distinctLimits(distances) {
						if checkEps("", eps) != nil {
							continue
						}
						workers := []int{2}
						if k == 0 {
							workers = []int{1, 2, 7}
						}
						c := DBSCAN{Eps: eps, MinPoints: 4, Metric: metric}
						labels, cores := plainLabels(distances, eps, 4, nil)
						for _, c.Workers = range workers {
							f := newDBSCANFit(c, n, d)
							f.rows = rawRows{n, d, d, x.RawMatrix().Data}
							require.NoError(t, ways["tiles"](f, t.Context()))
							m := f.model()
							require.Equal(t, cores, m.CoreIndices(), "%s: %s of %d columns, %T %v", set.Name, name, d, metric, eps)
							require.Equal(t, labels, m.Labels(), "%s: %s of %d columns, %T %v", set.Name, name, d, metric, eps)
						}
					}
					for _, k := range []int{1, 4, n} {
						curve, err := EpsCurve{MinPoints: k, Metric: metric, Workers: 2}.Of(t.Context(), x)
						require.NoError(t, err)
						var want []float64
						for _, row := range distances {
							want = append(want, slices.Sorted(slices.Values(row))[k-1])
						}
						slices.Sort(want)
						require.Equal(t, want, curve.Distances, "%s: %s of %d columns, %T", set.Name, name, d, metric)
					}
				}
			}
		}
		restore()
	}
}

// What the sums of a tile rule out is no pair of neighbours, what they are sure of is
// one, and for most pairs of ordinary rows they know.
func TestTilesKnow(t *testing.T) {
	const n, d = 150, 40
	for name, x := range hardTables(n, d) {
		r := rawRows{n, d, d, x.RawMatrix().Data}
		tree, err := newKDTree(t.Context(), r, formSquares, 1)
		require.NoError(t, err)
		fr, err := newFrame(t.Context(), r, 0)
		require.NoError(t, err)
		tiles, err := newLeafTiles(t.Context(), fr, tree, nil, 2)
		require.NoError(t, err)
		distances := plainDistances(x, nil)
		limits := append(distinctLimits(distances), 0, math.Inf(1))
		q := fr.take()
		doubt := 0
		for _, limit := range limits {
			for own := range tree.node {
				q.n = 0
				for p := range tree.size(own) {
					q.add(tiles, own*leafRows+p, limit)
				}
				for leaf := range tree.node {
					q.screen(tiles, leaf)
					for k := range q.n {
						require.Zero(t, q.safe[k]&^q.near[k])
						for p := range tree.size(leaf) {
							v := distances[tree.row[own*leafRows+k]][tree.row[leaf*leafRows+p]]
							near, safe := q.near[k]>>p&1 == 1, q.safe[k]>>p&1 == 1
							if !near && v <= limit || safe && v > limit {
								require.Failf(t, "wrong", "%s: distance %v, limit %v, near %v, safe %v", name, v, limit, near, safe)
							}
							if near && !safe {
								doubt++
							}
						}
						require.Zero(t, q.near[k]>>(tree.size(leaf)-1)>>1, "what is no row")
					}
				}
			}
		}
		if name == "clumps" {
			require.Less(t, doubt, len(limits)*n*n/200)
		}
	}
}

// A row that is shorter than the square of its numbers can tell.
func TestDirectionsOfShortRows(t *testing.T) {
	x := clumps(6, 90, 20)
	for i := 0; i < 90; i += 4 {
		for j, v := range x.RawRowView(i) {
			x.Set(i, j, math.Ldexp(v, -535))
		}
	}
	c := DBSCAN{Eps: 0.2, MinPoints: 3, Metric: Cosine{}}
	labels, cores := plainDBSCAN(x, c, nil)
	m := fitDBSCAN(t, c, x)
	require.NotEmpty(t, cores)
	require.Equal(t, cores, m.CoreIndices())
	require.Equal(t, labels, m.Labels())
}

func TestTilesEndAnywhere(t *testing.T) {
	x := clumps(7, 400, 20)
	for _, workers := range []int{1, 2} {
		for _, eps := range []float64{0.5, 4, 60} {
			endsAnywhere(t, func(ctx context.Context) error {
				m, err := DBSCAN{Eps: eps, Workers: workers}.Fit(ctx, x)
				require.Equal(t, err == nil, m != nil)
				return err
			})
		}
		endsAnywhere(t, func(ctx context.Context) error {
			k, err := EpsCurve{Workers: workers}.Of(ctx, x)
			require.Equal(t, err == nil, k != nil)
			return err
		})
	}
}

// Weights, and a Progress that counts each row three times.
func TestTilesOfWeightedRows(t *testing.T) {
	const n, d = 260, 24
	x := clumps(8, n, d)
	weight := make([]float64, n)
	for i := range weight {
		weight[i] = float64(i%5) / 4
	}
	for _, c := range []DBSCAN{{Eps: 5, MinPoints: 6}, {Eps: 0.15, MinPoints: 6, Metric: Cosine{}}} {
		labels, cores := plainDBSCAN(x, c, weight)
		require.NotEmpty(t, cores)
		require.Less(t, len(cores), n)
		told := 0
		c.Progress = func(done, total int) {
			require.Greater(t, done, told)
			require.Equal(t, 3*n, total)
			told = done
		}
		m, err := c.FitWeighted(t.Context(), x, weight)
		require.NoError(t, err)
		require.Equal(t, cores, m.CoreIndices())
		require.Equal(t, labels, m.Labels())
		require.Equal(t, 3*n, told)
	}
}
