package timeseries

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

func TestFillGapsAsR(t *testing.T) {
	type input struct{ Series []testsInput }
	type output struct{ Filled [][]float64 }
	c := golden.Load[input, output](t, "testdata/fill_gaps/made.json")
	for i, s := range c.Input.Series {
		got, err := FillGaps(context.Background(), s.series(t), s.Period)
		require.NoError(t, err)
		require.Len(t, got, len(c.Output.Filled[i]))
		largest := 0.0
		for _, v := range got {
			largest = max(largest, v)
		}
		for j, want := range c.Output.Filled[i] {
			require.InDelta(t, want, got[j], c.Tolerance*largest, "%d %d", i, j)
		}
	}
}

// Values that were taken out of public series are found again about as well as by R.
func TestFillGapsOfPublicSeriesLikeR(t *testing.T) {
	type input struct {
		Cases []struct {
			Name   string
			Period int
			Out    []int
		}
	}
	type output struct{ Filled [][]float64 }
	c := golden.Load[input, output](t, "testdata/fill_gaps/public.json")
	ours, theirs := map[string]float64{}, map[string]float64{}
	for i, g := range c.Input.Cases {
		whole := readValues(t, g.Name)
		y := append([]float64(nil), whole...)
		for _, at := range g.Out {
			y[at] = math.NaN()
		}
		got, err := FillGaps(t.Context(), y, g.Period)
		require.NoError(t, err)
		require.Equal(t, observedIn(y)+len(g.Out), observedIn(got))
		for j, at := range g.Out {
			a, b := got[at]-whole[at], c.Output.Filled[i][j]-whole[at]
			ours[g.Name] += a * a / float64(len(g.Out))
			theirs[g.Name] += b * b / float64(len(g.Out))
		}
	}
	for name := range ours {
		t.Logf("%s: %.4g of R's error", name, math.Sqrt(ours[name]/theirs[name]))
		require.LessOrEqual(t, math.Sqrt(ours[name]), (1+c.Tolerance)*math.Sqrt(theirs[name]), name)
	}
}

// A steady season without noise is found again, also where a whole period is missing.
func TestFillGapsKnowsTheSeason(t *testing.T) {
	y := make([]float64, 12*8)
	for i := range y {
		y[i] = 100 + float64(i)/2 + 20*float64((i*5)%12)
	}
	gaps := append([]float64(nil), y...)
	nan := math.NaN()
	for i := range gaps {
		if i%11 == 3 || i >= 40 && i < 52 {
			gaps[i] = nan
		}
	}
	before := append([]float64(nil), gaps...)
	got, err := FillGaps(context.Background(), gaps, 12)
	require.NoError(t, err)
	golden.Near(t, before, gaps, 0)
	for i, v := range y {
		if math.IsNaN(gaps[i]) {
			require.InDelta(t, v, got[i], 1e-9, i)
		} else {
			require.Equal(t, v, got[i])
		}
	}
	// What it gives is what the others want.
	_, err = STL{Period: 12}.Of(context.Background(), gaps)
	require.ErrorContains(t, err, "FillGaps")
	_, err = Describe(context.Background(), got, 12)
	require.NoError(t, err)
}

func TestFillGapsLeavesWholeSeriesAlone(t *testing.T) {
	y := noise(30, 3)
	for _, period := range []int{0, 1, 7, 1000, math.MaxInt} {
		got, err := FillGaps(context.Background(), y, period)
		require.NoError(t, err)
		require.Equal(t, y, got)
		got[0]++
		require.NotEqual(t, y[0], got[0], "a copy")
	}
}

func TestFillGapsRefuses(t *testing.T) {
	ctx := context.Background()
	nan := math.NaN()
	_, err := FillGaps(ctx, []float64{1, nan}, -1)
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = FillGaps(ctx, []float64{nan, nan}, 1)
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = FillGaps(ctx, nil, 7)
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = FillGaps(ctx, []float64{1, nan, math.Inf(1)}, 1)
	require.ErrorContains(t, err, "row 2")
	_, err = FillGaps(ctx, []float64{1, nan, -2e300}, 1)
	require.ErrorContains(t, err, "row 2")
	stopped, stop := context.WithCancel(ctx)
	stop()
	_, err = FillGaps(stopped, append(noise(60, 3), nan), 7)
	require.ErrorIs(t, err, context.Canceled)
}

func TestFillSeasons(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct{ y, want []float64 }{
		{[]float64{1, 10, 3, 30}, []float64{1, 10, 3, 30}},
		{[]float64{1, 10, nan, 30, 5, 50}, []float64{1, 10, 3, 30, 5, 50}},
		{[]float64{nan, 10, 3, 30, nan, 50}, []float64{3, 10, 3, 30, 3, 50}},
		{[]float64{1, nan, 3, nan, 7, nan}, []float64{1, 2, 3, 5, 7, 7}},
	} {
		before := append([]float64(nil), c.y...)
		require.Equal(t, c.want, fillSeasons(c.y, 2))
		golden.Near(t, before, c.y, 0)
	}
}
