package timeseries_test

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/timeseries"
)

// pinnedSeries is a series of which the models are kept. Its differences and means are
// not representable exactly, so that every rounding shows.
func pinnedSeries() []float64 {
	y := make([]float64, 500)
	for i := range y {
		y[i] = float64((i*131+500)%977)/7 + float64(i)/3
		if i%97 == 5 {
			y[i] = math.NaN()
		}
	}
	return y
}

type storable interface {
	timeseries.Forecaster
	encoding.BinaryMarshaler
}

// pinnedBaselines are the models, by name, each with an empty one to load into.
func pinnedBaselines(t *testing.T) map[string][2]storable {
	fitted := func(m timeseries.Method) storable { return model(t, m, pinnedSeries()).(storable) }
	return map[string][2]storable{
		"naive":          {fitted(timeseries.Named("", timeseries.Naive{})), new(timeseries.NaiveModel)},
		"seasonal_naive": {fitted(timeseries.Named("", timeseries.SeasonalNaive{Period: 7})), new(timeseries.SeasonalNaiveModel)},
		"drift":          {fitted(timeseries.Named("", timeseries.Drift{})), new(timeseries.DriftModel)},
		"mean":           {fitted(timeseries.Named("", timeseries.Mean{})), new(timeseries.MeanModel)},
		"window_average": {fitted(timeseries.Named("", timeseries.WindowAverage{Window: 30})), new(timeseries.WindowAverageModel)},
	}
}

// The bytes of a model change only on purpose.
func TestBaselineBytesArePinned(t *testing.T) {
	got := map[string]string{}
	for name, pair := range pinnedBaselines(t) {
		b, err := pair[0].MarshalBinary()
		require.NoError(t, err)
		sum := sha256.Sum256(b)
		got[name] = hex.EncodeToString(sum[:8])
	}
	require.Equal(t, map[string]string{
		"naive":          "c1c0f2f937c7c1b1",
		"seasonal_naive": "dc4bcfd81ecd28bc",
		"drift":          "8ba7f67a3464756e",
		"mean":           "fe548f628964bb6c",
		"window_average": "75644e85ad7e2bf3",
	}, got)
}

// Files of version 1, written when they were new, are read for ever.
func TestBaselineFilesOfVersion1(t *testing.T) {
	for name, pair := range pinnedBaselines(t) {
		old, err := os.ReadFile("testdata/" + name + "_v1.bin")
		require.NoError(t, err)
		loaded := pair[1]
		require.NoError(t, loaded.(encoding.BinaryUnmarshaler).UnmarshalBinary(old))
		require.Equal(t, pair[0], loaded)
	}
}
