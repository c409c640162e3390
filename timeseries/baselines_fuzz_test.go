package timeseries_test

import (
	"encoding"
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
	"github.com/clm-go/clm/timeseries"
)

// floatsOf reads eight bytes for each number, so that a fuzzer finds all of them.
func floatsOf(b []byte) []float64 {
	y := make([]float64, min(len(b)/8, 200))
	for i := range y {
		y[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return y
}

func bytesOf(y ...float64) []byte {
	var b []byte
	for _, v := range y {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// Whatever the numbers, a baseline gives a documented error or a model whose limits are
// in order and survive a model file.
func FuzzBaselines(f *testing.F) {
	f.Add(bytesOf(1, 2, 3, 4, 5), uint8(2))
	f.Add(bytesOf(nan, 1e300, -1e308, 1.7e308, -1.7e308, nan), uint8(3))
	f.Add(bytesOf(0, 0, 5e-324, -5e-324), uint8(1))
	f.Add(bytesOf(1, math.Inf(1)), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, period uint8) {
		y := floatsOf(b)
		for _, method := range append(baselineMethods(int(period)), timeseries.Named("window", timeseries.WindowAverage{Window: int(period)})) {
			m, err := method.Fit(t.Context(), y)
			if err != nil {
				require.True(t, errors.Is(err, clm.ErrTooFew) || errors.Is(err, clm.ErrValue) || errors.Is(err, clm.ErrConfig), "%v", err)
				continue
			}
			want, err := asked(m, y)
			require.NoError(t, err)
			if m, ok := m.(timeseries.IntervalForecaster); ok {
				lo, hi := m.Interval(nil, nil, 5, 0.8)
				for i := range lo {
					require.False(t, lo[i] > hi[i])
				}
			}
			file, err := m.(encoding.BinaryMarshaler).MarshalBinary()
			require.NoError(t, err)
			empty := emptyOf(m)
			require.NoError(t, empty.(encoding.BinaryUnmarshaler).UnmarshalBinary(file), "%s of %v", method.Name, y)
			got, err := asked(empty, y)
			require.NoError(t, err)
			requireSame(t, want, got)
		}
	})
}

func emptyOf(m timeseries.Forecaster) timeseries.Forecaster {
	switch m.(type) {
	case *timeseries.NaiveModel:
		return new(timeseries.NaiveModel)
	case *timeseries.SeasonalNaiveModel:
		return new(timeseries.SeasonalNaiveModel)
	case *timeseries.DriftModel:
		return new(timeseries.DriftModel)
	case *timeseries.MeanModel:
		return new(timeseries.MeanModel)
	}
	return new(timeseries.WindowAverageModel)
}

// Whatever the bytes, there is an error or a model that can be asked and writes them
// again.
func FuzzBaselineFiles(f *testing.F) {
	for _, method := range allMethods(3) {
		m, err := method.Fit(f.Context(), []float64{1, 2, nan, 4, 5, 6})
		require.NoError(f, err)
		b, err := m.(encoding.BinaryMarshaler).MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		file = modeltest.Repair(file)
		for _, m := range []timeseries.Forecaster{new(timeseries.NaiveModel), new(timeseries.SeasonalNaiveModel), new(timeseries.DriftModel),
			new(timeseries.MeanModel), new(timeseries.WindowAverageModel)} {
			if err := m.(encoding.BinaryUnmarshaler).UnmarshalBinary(file); err != nil {
				require.ErrorIs(t, err, clm.ErrFormat)
				require.Equal(t, emptyOf(m), m)
				continue
			}
			_, err := asked(m, make([]float64, 6))
			require.NoError(t, err)
			again, err := m.(encoding.BinaryMarshaler).MarshalBinary()
			require.NoError(t, err)
			require.Equal(t, file, again)
		}
	})
}
