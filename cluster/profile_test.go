package cluster

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

func TestProfilesLikeNumpy(t *testing.T) {
	type input struct {
		X      [][]golden.Float
		Labels []int
	}
	type output struct {
		Portraits []struct {
			Label, Size      int
			Mean, SD, Effect []golden.Float
			RestMean         []golden.Float `json:"rest_mean"`
			Quantiles        [][]golden.Float
		}
	}
	files, err := filepath.Glob("testdata/profile/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		g := golden.Load[input, output](t, name)
		x := denseOf(g.Input.X)
		for _, x := range []mat.Matrix{x, sparse(t, x), mat.DenseCopyOf(x.T()).T()} {
			got, err := Profile(t.Context(), x, g.Input.Labels, nil)
			require.NoError(t, err)
			require.Len(t, got, len(g.Output.Portraits))
			for k, want := range g.Output.Portraits {
				require.Equal(t, want.Label, got[k].Label)
				require.Equal(t, want.Size, got[k].Size)
				require.Equal(t, float64(want.Size)/float64(len(g.Input.Labels)), got[k].Share)
				require.Len(t, got[k].Features, len(want.Mean))
				for j, f := range got[k].Features {
					w := []golden.Float{want.Mean[j], want.SD[j], want.Quantiles[0][j], want.Quantiles[1][j], want.Quantiles[2][j], want.RestMean[j], want.Effect[j]}
					golden.Near(t, golden.Floats(w), []float64{f.Mean, f.SD, f.Q25, f.Median, f.Q75, f.RestMean, f.Effect}, g.Tolerance)
				}
			}
		}
	}
}

func TestProfileInWords(t *testing.T) {
	// Orders a year, and money an order. Two kinds of customers and one stray.
	x := mat.NewDense(8, 3, []float64{
		1, 20, 7,
		2, 30, 7,
		1, 25, 7,
		2, 21, 7,
		50, 22, 7,
		55, 28, 7,
		52, 24, 7,
		9, 900, 7,
	})
	labels := []int{4, 4, 4, 4, 0, 0, 0, -2}
	p, err := Profiles{Rows: "customers"}.Of(t.Context(), x, labels, []string{"orders", "money", "lucky number"})
	require.NoError(t, err)
	require.Equal(t, []string{
		"38% of the customers; very high orders (+15.8 sd), rather low money (−0.5 sd)",
		"50% of the customers; very low orders (−2.6 sd), rather low money (−0.7 sd)",
		"12% of the customers, in no cluster; very high money (+237.7 sd), rather low orders (−0.5 sd)",
	}, []string{p[0].Sentence, p[1].Sentence, p[2].Sentence})
	require.Equal(t, []int{0, 4, -1}, []int{p[0].Label, p[1].Label, p[2].Label})
	require.Equal(t, []int{0, 1}, p[0].Distinct)
	require.Equal(t, []int{1, 0}, p[2].Distinct)
	require.Equal(t, "lucky number", p[1].Features[2].Name)
	require.Zero(t, p[1].Features[2].Effect)
	require.Equal(t, 7.0, p[1].Features[2].RestMean)
	money := p[1].Features[1] // of 20, 21, 25 and 30
	require.Equal(t, [5]float64{24, 20.75, 23, 26.25, 243.5}, [5]float64{money.Mean, money.Q25, money.Median, money.Q75, money.RestMean})
	require.InDelta(t, math.Sqrt(62.0/3), money.SD, 1e-14)
}

func TestProfileWords(t *testing.T) {
	for _, c := range []struct {
		effect float64
		want   string
	}{
		{0.2, "rather high x (+0.2 sd)"}, {-0.79, "rather low x (−0.8 sd)"}, {0.8, "high x (+0.8 sd)"},
		{-2, "very low x (−2.0 sd)"}, {math.Inf(1), "very high x (+∞ sd)"}, {math.Inf(-1), "very low x (−∞ sd)"},
	} {
		require.Equal(t, c.want, Feature{Name: "x", Effect: c.effect}.words())
	}
	for share, want := range map[float64]string{
		0.0001: "under 0.1%", 0.0006: "0.1%", 0.034: "3.4%", 0.0994: "9.9%", 0.0996: "10%", 0.344: "34%", 0.994: "99%", 0.995: "over 99%", 0.9999: "over 99%", 1: "100%",
	} {
		require.Equal(t, want, percentOf(share))
	}
}

func TestProfileOfOddTables(t *testing.T) {
	inf := math.Inf(1)
	for name, c := range map[string]struct {
		x       mat.Matrix
		labels  []int
		effects []float64 // of the first column
		first   string
	}{
		"one row":          {column(3), []int{5}, []float64{0}, "100% of the rows"},
		"one noisy row":    {column(3), []int{-5}, []float64{0}, "100% of the rows, in no cluster"},
		"all noise":        {column(3, 4), []int{-1, -2}, []float64{0}, "100% of the rows, in no cluster"},
		"one cluster":      {column(3, 4), []int{1, 1}, []float64{0}, "100% of the rows"},
		"single rows":      {column(3, 4), []int{0, 1}, []float64{-inf, inf}, "50% of the rows; very low column 0 (−∞ sd)"},
		"equal rows":       {column(0.1, 0.1, 0.1), []int{0, 0, 1}, []float64{0, 0}, "67% of the rows; much like the rest"},
		"constant in both": {column(0.1, 0.1, 0.1, 0.3), []int{0, 0, 0, 1}, []float64{-inf, inf}, "75% of the rows; very low column 0 (−∞ sd)"},
		"far away":         {column(1e8+1, 1e8+3, 1e8+5, 1e8+7), []int{0, 0, 1, 1}, []float64{-4 / math.Sqrt2, 4 / math.Sqrt2}, "50% of the rows; very low column 0 (−2.8 sd)"},
		"huge":             {column(-1e140, 1e140, 1e140), []int{0, 0, 1}, []float64{-1 / math.Sqrt2, 1 / math.Sqrt2}, "67% of the rows; rather low column 0 (−0.7 sd)"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Profile(t.Context(), c.x, c.labels, nil)
			require.NoError(t, err)
			var effects []float64
			for _, k := range p {
				effects = append(effects, k.Features[0].Effect)
			}
			golden.Near(t, c.effects, effects, 1e-14)
			require.Equal(t, c.first, p[0].Sentence)
		})
	}
}

func TestProfileRelations(t *testing.T) {
	const n = 2000
	x := clouds(4, n, 4, 3)
	r := rand.New(rand.NewPCG(9, 9))
	labels := make([]int, n)
	for i := range labels {
		labels[i] = r.IntN(5) - 1
	}
	want, err := Profiles{Workers: 1}.Of(t.Context(), x, labels, nil)
	require.NoError(t, err)
	for _, workers := range []int{0, 2, 7} {
		got, err := Profiles{Workers: workers}.Of(t.Context(), x, labels, nil)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	// The order of the rows changes nothing, to the bit.
	mixed, moved := mat.NewDense(n, 4, nil), make([]int, n)
	for i, p := range r.Perm(n) {
		mixed.SetRow(i, x.RawRowView(p))
		moved[i] = labels[p]
	}
	got, err := Profile(t.Context(), mixed, moved, nil)
	require.NoError(t, err)
	require.Equal(t, want, got)
	// Effects do not depend on the unit.
	x.Apply(func(_, _ int, v float64) float64 { return 1e8 - 1024*v }, x)
	got, err = Profile(t.Context(), x, labels, nil)
	require.NoError(t, err)
	for k, p := range got {
		for j, f := range p.Features {
			require.InDelta(t, -want[k].Features[j].Effect, f.Effect, 1e-9)
			require.InDelta(t, 1e8-1024*want[k].Features[j].Q25, f.Q75, 1e-6)
		}
	}
}

func TestLongSort(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	for _, n := range []int{0, 1, 1 << 16, 1<<16 + 1, 300_000} {
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(r.IntN(100_000))
		}
		want := slices.Sorted(slices.Values(v))
		require.NoError(t, sortLong(t.Context(), v))
		require.True(t, slices.Equal(want, v))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, sortLong(ctx, make([]float64, 100_000)), context.Canceled)
}

func TestProfileErrors(t *testing.T) {
	x := column(1, 2, 3, 4)
	labels := []int{0, 0, 1, 1}
	for _, c := range []struct {
		config Profiles
		x      mat.Matrix
		labels []int
		names  []string
		is     error
		text   string
	}{
		{Profiles{Workers: -1}, x, labels, nil, clm.ErrConfig, "cluster.Profiles: Workers is -1, want at least 0"},
		{Profiles{}, x, labels[:2], nil, clm.ErrShape, "cluster.Profiles.Of: 2 labels for 4 rows, want one label for each row"},
		{Profiles{}, x, labels, []string{"a", "b"}, clm.ErrShape, "cluster.Profiles.Of: 2 names for 1 columns, want one name for each column, or nil"},
		{Profiles{}, &mat.Dense{}, nil, nil, clm.ErrTooFew, "cluster.Profiles.Of: no rows: too few data"},
		{Profiles{}, column(1, 2, math.NaN(), 4), labels, nil, clm.ErrValue, "cluster.Profiles.Of: value NaN at row 2, column 0"},
		{Profiles{}, column(1, 2, 3, 1e150), labels, nil, clm.ErrValue, "cluster.Profiles.Of: value 1e+150 at row 3, column 0, want a magnitude of at most 1e140, as squared distances overflow beyond"},
	} {
		p, err := c.config.Of(t.Context(), c.x, c.labels, c.names)
		require.EqualError(t, err, c.text)
		require.ErrorIs(t, err, c.is)
		require.Nil(t, p)
	}
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	_, err := Profile(ctx, x, labels, nil)
	require.Equal(t, why, err)
}
