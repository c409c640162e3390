package timeseries

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

// publicSeries returns the values of a public series that may not be copied into
// this repository, or skips the test.
func publicSeries(t *testing.T, name string) []float64 {
	t.Helper()
	f, err := os.Open(golden.Data(t, name))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var y []float64
	for _, r := range rows[1:] {
		v, err := strconv.ParseFloat(r[2], 64)
		require.NoError(t, err)
		y = append(y, v)
	}
	return y
}

type testsInput struct {
	File   string
	Y      []golden.Float
	Period int
}

// series returns the values of the input.
func (in testsInput) series(t *testing.T) []float64 {
	if in.File != "" {
		return publicSeries(t, in.File)
	}
	return golden.Floats(in.Y)
}

type tableTest struct {
	Statistic, P float64
	Lags, Edge   int
}

type testsOutput struct {
	ACF      []golden.Float
	ACF40    []golden.Float `json:"acf_40"`
	PACF     []golden.Float
	Band95   float64
	LjungBox []struct {
		Lags, Fitted int
		Statistic, P float64
	} `json:"ljung_box"`
	KPSSLevel     *tableTest `json:"kpss_level"`
	KPSSLevelLong *tableTest `json:"kpss_level_long"`
	KPSSTrend     *tableTest `json:"kpss_trend"`
	ADF           *tableTest
	ADF0          *tableTest `json:"adf_0"`
	ADF1          *tableTest `json:"adf_1"`
	Urca          *struct {
		Lags         int
		Level, Trend float64
	}
}

// eachTestsCase runs f for each file of reference values.
func eachTestsCase(t *testing.T, f func(t *testing.T, y []float64, period int, want testsOutput, tol float64)) {
	files, err := filepath.Glob("testdata/tests/*.json")
	require.NoError(t, err)
	require.Len(t, files, 17)
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
			g := golden.Load[testsInput, testsOutput](t, name)
			f(t, g.Input.series(t), g.Input.Period, g.Output, g.Tolerance)
		})
	}
}

func TestLikeR(t *testing.T) {
	ctx := context.Background()
	eachTestsCase(t, func(t *testing.T, y []float64, _ int, want testsOutput, tol float64) {
		acf, err := ACF(y, 0)
		require.NoError(t, err)
		golden.Near(t, golden.Floats(want.ACF), acf.Values, tol)
		acf, err = ACF(y, 40)
		require.NoError(t, err)
		golden.Near(t, golden.Floats(want.ACF40), acf.Values, tol)
		for _, w := range want.LjungBox {
			r, err := LjungBox{Lags: w.Lags, Fitted: w.Fitted}.Of(ctx, y)
			require.NoError(t, err)
			golden.Near(t, []float64{w.Statistic, w.P}, []float64{r.Statistic, r.P}, tol)
			require.Equal(t, w.Lags-w.Fitted, r.DF)
		}
		if want.PACF == nil {
			_, err := PACF(y, 0)
			require.Error(t, err) // R was not asked, because values are missing
			return
		}
		pacf, err := PACF(y, 0)
		require.NoError(t, err)
		golden.Near(t, append([]float64{1}, golden.Floats(want.PACF)...), pacf.Values, tol)
		golden.NearOne(t, want.Band95, pacf.Band(0.95), tol)

		same := func(w *tableTest, r TestResult, err error) {
			t.Helper()
			require.NoError(t, err)
			require.Equal(t, []int{w.Lags, w.Edge, len(y)}, []int{r.Lags, r.Edge, r.N})
			golden.Near(t, []float64{w.Statistic, w.P}, []float64{r.Statistic, r.P}, 100*tol) // a regression
		}
		r, err := KPSS{}.Of(ctx, y)
		same(want.KPSSLevel, r, err)
		r, err = KPSS{Lags: want.KPSSLevelLong.Lags}.Of(ctx, y)
		same(want.KPSSLevelLong, r, err)
		r, err = KPSS{Trend: true}.Of(ctx, y)
		same(want.KPSSTrend, r, err)
		r, err = ADF{}.Of(ctx, y)
		same(want.ADF, r, err)
		r, err = ADF{Lags: -1}.Of(ctx, y)
		same(want.ADF0, r, err)
		r, err = ADF{Lags: 1}.Of(ctx, y)
		same(want.ADF1, r, err)

		lags := want.Urca.Lags
		if lags == 0 {
			lags = -1
		}
		r, err = KPSS{Lags: lags}.Of(ctx, y)
		require.NoError(t, err)
		golden.NearOne(t, want.Urca.Level, r.Statistic, tol)
		r, err = KPSS{Lags: lags, Trend: true}.Of(ctx, y)
		require.NoError(t, err)
		golden.NearOne(t, want.Urca.Trend, r.Statistic, 100*tol)
	})
}
