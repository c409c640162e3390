package segment_test

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/golden"
	"github.com/clm-go/clm/segment"
)

type input struct {
	Recency, Frequency []int
	Monetary           []int64
}

type output struct{ Recency, Frequency, Monetary numpy }

type numpy struct {
	Edges         []float64
	Scores, Sizes []int
}

// load returns the scores of numpy and the customers that they are of.
func load(t *testing.T, method string) (output, []events.Summary) {
	t.Helper()
	c := golden.Load[input, output](t, "testdata/rfm/"+method+".json")
	in := c.Input
	s := make([]events.Summary, len(in.Recency))
	for i := range s {
		s[i] = events.Summary{SinceLast: in.Recency[i], Orders: in.Frequency[i], Total: in.Monetary[i]}
	}
	require.Len(t, s, 1000)
	return c.Output, s
}

func TestQuintilesOfNumpy(t *testing.T) {
	want, s := load(t, "linear")
	m, err := segment.RFM{}.Fit(t.Context(), s)
	require.NoError(t, err)
	e := m.Edges()
	for _, c := range []struct {
		got  []int64
		want []float64
	}{{e.Recency, want.Recency.Edges}, {e.Frequency, want.Frequency.Edges}, {e.Monetary, want.Monetary.Edges}} {
		require.Len(t, c.got, len(c.want))
		for k := range c.want { // ours are rounded down, exactly; numpy's are off by less than a unit in the last place
			require.EqualValues(t, math.Floor(c.want[k]), c.got[k])
		}
	}
	for i, got := range m.Scores(nil, s) {
		require.Equal(t, 6-want.Recency.Scores[i], got.R)
		require.Equal(t, want.Frequency.Scores[i], got.F)
		require.Equal(t, want.Monetary.Scores[i], got.M)
		require.Equal(t, got, m.Score(s[i]))
	}
	require.Equal(t, []string{"frequency: nobody scores 2; edges fell together at 1"}, m.Report().Notes)
}

// An edge between two values gives the same scores wherever it lies, so the
// quantile of another definition does too.
func TestQuantileDefinitionsGiveTheSameScores(t *testing.T) {
	want, s := load(t, "inverted_cdf")
	m, err := segment.RFM{}.Fit(t.Context(), s)
	require.NoError(t, err)
	for i, got := range m.Scores(nil, s) {
		require.Equal(t, want.Monetary.Scores[i], got.M)
		require.Equal(t, want.Frequency.Scores[i], got.F)
	}
}

func TestFixedEdges(t *testing.T) {
	c := segment.RFM{Bins: 3, Cut: segment.Fixed, Monetary: segment.Gross, Edges: segment.Edges{
		Recency: []int64{30, 90}, Frequency: []int64{1, 4}, Monetary: []int64{0, 10000},
	}}
	m, err := c.Fit(t.Context(), []events.Summary{{}})
	require.NoError(t, err)
	require.Equal(t, 3, m.Bins())
	require.Equal(t, c.Edges, m.Edges())
	for want, s := range map[string]events.Summary{
		"333": {SinceLast: 30, Orders: 5, Gross: 10001},
		"222": {SinceLast: 31, Orders: 4, Gross: 10000},
		"221": {SinceLast: 90, Orders: 2, Gross: 0, Total: 99999},
		"111": {SinceLast: 91, Orders: 1, Gross: -5},
	} {
		require.Equal(t, want, m.Score(s).String())
	}
	require.Equal(t, []string{
		"recency: nobody scores 1, 2", "frequency: nobody scores 2, 3", "monetary: nobody scores 2, 3",
	}, m.Report().Notes)
	c.Edges.Recency[0] = 7 // the model has its own copy
	require.EqualValues(t, 30, m.Edges().Recency[0])
}

func TestWeighted(t *testing.T) {
	s := segment.Score{R: 1, F: 2, M: 5}
	for _, c := range []struct {
		w    segment.Importance
		want float64
	}{
		{segment.Importance{}, 8.0 / 3},
		{segment.Importance{R: 7, F: 7, M: 7}, 8.0 / 3},
		{segment.Importance{M: 0.5}, 5},
		{segment.Importance{R: 2, F: 1, M: 1}, 2.25},
	} {
		m, err := segment.RFM{Importance: c.w}.Fit(t.Context(), []events.Summary{{}})
		require.NoError(t, err)
		require.InDelta(t, c.want, m.Weighted(s), 1e-15)
	}
}

func TestWrongRFM(t *testing.T) {
	good := segment.Edges{Recency: []int64{1, 2}, Frequency: []int64{1, 2}, Monetary: []int64{1, 2}}
	bad := good
	bad.Frequency = []int64{2, 2}
	for want, c := range map[string]segment.RFM{
		`segment.RFM: Bins is -2, want 2 to 100`:                                        {Bins: -2},
		`segment.RFM: Cut is "qcut", want "", "quantile" or "fixed"`:                    {Cut: "qcut"},
		`segment.RFM: Importance is {1 -1 0}, want weights of 0 to 1,000,000`:           {Importance: segment.Importance{R: 1, F: -1}},
		`segment.RFM: Edges is [], want for recency 4 edges, one fewer than bins`:       {Cut: segment.Fixed},
		`segment.RFM: Edges is [2 2], want for frequency strictly ascending edges`:      {Cut: segment.Fixed, Bins: 3, Edges: bad},
		`segment.RFM: Edges is [1 2], want for monetary none, since Cut is not "fixed"`: {Edges: segment.Edges{Monetary: []int64{1, 2}}},
	} {
		m, err := c.Fit(t.Context(), []events.Summary{{}})
		require.Nil(t, m)
		require.EqualError(t, err, want)
	}
}

func TestBadSummaries(t *testing.T) {
	_, err := segment.RFM{}.Fit(t.Context(), nil)
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = segment.RFM{}.Fit(t.Context(), []events.Summary{{}, {SinceLast: -1}})
	require.EqualError(t, err, "segment.RFM.Fit: value -1 at row 1, column 0, want SinceLast of at least 0")
	_, err = segment.RFM{}.Fit(t.Context(), []events.Summary{{Orders: -3}})
	require.EqualError(t, err, "segment.RFM.Fit: value -3 at row 0, column 1, want Orders of at least 0")
	require.ErrorIs(t, err, clm.ErrValue)

	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("closed")
	cancel(why)
	m, err := segment.RFM{}.Fit(ctx, []events.Summary{{}})
	require.Nil(t, m)
	require.ErrorIs(t, err, why)
}

// Amounts at both ends of int64, where a float edge would be wrong.
func TestEdgesOfHugeAmountsAreExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n, bins := 1+rng.IntN(40), 2+rng.IntN(12)
		s := make([]events.Summary, n)
		x := make([]int64, n)
		for i := range s {
			switch rng.IntN(4) {
			case 0:
				s[i].Total = int64(rng.Uint64())
			case 1:
				s[i].Total = math.MaxInt64 - rng.Int64N(3)
			case 2:
				s[i].Total = math.MinInt64 + rng.Int64N(3)
			default:
				s[i].Total = 1<<53 + rng.Int64N(9)
			}
			x[i] = s[i].Total
		}
		m, err := segment.RFM{Bins: bins}.Fit(t.Context(), s)
		require.NoError(t, err)
		slices.Sort(x)
		above := make([]int, n) // edges below each value, by exact fractions
		for k := 1; k < bins; k++ {
			pos := (n - 1) * k
			edge := new(big.Rat).SetInt64(x[pos/bins])
			if r := pos % bins; r > 0 {
				d := new(big.Int).Sub(big.NewInt(x[pos/bins+1]), big.NewInt(x[pos/bins]))
				edge.Add(edge, new(big.Rat).Mul(new(big.Rat).SetInt(d), big.NewRat(int64(r), int64(bins))))
			}
			for i := range s {
				if new(big.Rat).SetInt64(s[i].Total).Cmp(edge) > 0 {
					above[i]++
				}
			}
		}
		for i, sc := range m.Scores(nil, s) {
			require.Equal(t, 1+above[i], sc.M)
		}
	}
}

func TestEqualValuesHaveEqualScores(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s := make([]events.Summary, 500)
	for i := range s {
		s[i] = events.Summary{SinceLast: rng.IntN(12), Orders: 1 + rng.IntN(6), Total: rng.Int64N(50)}
	}
	for _, bins := range []int{2, 5, 10, 100} {
		m, err := segment.RFM{Bins: bins}.Fit(t.Context(), s)
		require.NoError(t, err)
		r, f, mm := map[int]int{}, map[int]int{}, map[int64]int{}
		for i, sc := range m.Scores(nil, s) {
			for _, c := range []struct{ got, want int }{
				{sc.R, keep(r, s[i].SinceLast, sc.R)}, {sc.F, keep(f, s[i].Orders, sc.F)}, {sc.M, keep(mm, s[i].Total, sc.M)},
			} {
				require.Equal(t, c.want, c.got)
				require.True(t, 1 <= c.got && c.got <= bins)
			}
		}
		// A better value never has a worse score.
		for i := range 11 {
			require.GreaterOrEqual(t, r[i], r[i+1])
		}
		slices.Reverse(s) // and the order of the customers changes nothing
		again, err := segment.RFM{Bins: bins}.Fit(t.Context(), s)
		require.NoError(t, err)
		require.Equal(t, m, again)
	}
}

// keep returns the score that was first seen for the value.
func keep[K comparable](seen map[K]int, v K, score int) int {
	if _, ok := seen[v]; !ok {
		seen[v] = score
	}
	return seen[v]
}

func TestScoreString(t *testing.T) {
	require.Equal(t, "512", segment.Score{R: 5, F: 1, M: 2}.String())
	require.Equal(t, "10-1-2", segment.Score{R: 10, F: 1, M: 2}.String())
	require.Equal(t, 7, segment.Score{R: 1, F: 4, M: 3}.FM())
}

func TestScoresAllocateNothing(t *testing.T) {
	_, s := load(t, "linear")
	m, err := segment.RFM{}.Fit(t.Context(), s)
	require.NoError(t, err)
	dst := make([]segment.Score, len(s))
	require.Zero(t, testing.AllocsPerRun(10, func() { dst = m.Scores(dst, s) }))
	require.Zero(t, testing.AllocsPerRun(10, func() { dst[0] = m.Score(s[0]) }))
	require.Panics(t, func() { m.Scores(dst[1:], s) })
}

func TestModelFile(t *testing.T) {
	_, s := load(t, "linear")
	for _, c := range []segment.RFM{
		{},
		{Bins: 10, Monetary: segment.Gross, Importance: segment.Importance{R: 3, M: 1}},
		{Bins: 2, Cut: segment.Fixed, Edges: segment.Edges{Recency: []int64{30}, Frequency: []int64{1}, Monetary: []int64{-5}}},
	} {
		m, err := c.Fit(t.Context(), s)
		require.NoError(t, err)
		b, err := m.MarshalBinary()
		require.NoError(t, err)
		var back segment.RFMModel
		require.NoError(t, back.UnmarshalBinary(b))
		require.Equal(t, m, &back)
		require.Panics(t, func() { _ = back.UnmarshalBinary(b) })
	}
	var zero segment.RFMModel
	require.PanicsWithValue(t, "segment.RFMModel: not fitted", func() { zero.Score(s[0]) })
	require.ErrorIs(t, zero.UnmarshalBinary([]byte("clm")), clm.ErrFormat)
}
