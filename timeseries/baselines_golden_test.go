package timeseries_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
	"github.com/clm-go/clm/timeseries"
)

// goldens are the cases in a folder of testdata.
func goldens(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", folder))
	require.NoError(t, err)
	require.NotEmpty(t, entries)
	var names []string
	for _, e := range entries {
		names = append(names, filepath.Join("testdata", folder, e.Name()))
	}
	return names
}

func TestBaselinesAsInR(t *testing.T) {
	type input struct {
		Y      []float64
		Period int
		H      int
	}
	type output = map[string]struct {
		Forecast, Lower80, Upper80, Lower95, Upper95 []golden.Float
	}
	for _, name := range goldens(t, "baselines") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			c := golden.Load[input, output](t, name)
			require.Len(t, c.Output, 4)
			for _, m := range baselineMethods(c.Input.Period) {
				model, err := m.Fit(context.Background(), c.Input.Y)
				require.NoError(t, err)
				want := c.Output[m.Name]
				golden.Near(t, golden.Floats(want.Forecast), model.Forecast(nil, c.Input.H), c.Tolerance)
				both := model.(timeseries.IntervalForecaster)
				lo, hi := both.Interval(nil, nil, c.Input.H, 0.8)
				golden.Near(t, golden.Floats(want.Lower80), lo, c.Tolerance)
				golden.Near(t, golden.Floats(want.Upper80), hi, c.Tolerance)
				lo, hi = both.Interval(lo, hi, c.Input.H, 0.95)
				golden.Near(t, golden.Floats(want.Lower95), lo, c.Tolerance)
				golden.Near(t, golden.Floats(want.Upper95), hi, c.Tolerance)
			}
		})
	}
}

// baselineMethods are those with intervals, by the names in the reference files.
func baselineMethods(period int) []timeseries.Method {
	return []timeseries.Method{
		timeseries.Named("naive", timeseries.Naive{}),
		timeseries.Named("snaive", timeseries.SeasonalNaive{Period: period}),
		timeseries.Named("drift", timeseries.Drift{}),
		timeseries.Named("mean", timeseries.Mean{}),
	}
}
