package timeseries_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/timeseries"
)

func TestDieboldMarianoIsAntisymmetric(t *testing.T) {
	a, b := wave(30), wave(31)[1:]
	for h := 1; h < 6; h++ {
		for _, power := range []int{1, 2} {
			there, err := timeseries.DieboldMariano{Horizon: h, Power: power}.Of(a, b)
			require.NoError(t, err)
			back, err := timeseries.DieboldMariano{Horizon: h, Power: power}.Of(b, a)
			require.NoError(t, err)
			require.Equal(t, there.Statistic, -back.Statistic)
			require.Equal(t, there.P, back.P)
			require.Equal(t, there.Difference, -back.Difference)
			require.Equal(t, 30, there.N)
		}
	}
}

func TestDieboldMarianoLeavesMissingErrorsOut(t *testing.T) {
	want, err := timeseries.DieboldMariano{Horizon: 2}.Of([]float64{1, 2, -3, 2, 5}, []float64{2, 2, 1, 0, -3})
	require.NoError(t, err)
	got, err := timeseries.DieboldMariano{Horizon: 2}.Of([]float64{nan, 1, 2, -3, 7, 2, 5}, []float64{1, 2, 2, 1, nan, 0, -3})
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, 5, got.N)
}

func TestDieboldMarianoOfEqualErrors(t *testing.T) {
	got, err := timeseries.DieboldMariano{Horizon: 3}.Of([]float64{1, 2, 3, 4}, []float64{-1, -2, -3, -4})
	require.NoError(t, err)
	require.True(t, math.IsNaN(got.Statistic) && math.IsNaN(got.P))
	require.Equal(t, 1, got.Horizon)
	require.Equal(t, "the differences do not vary", got.Note)
}

func TestDieboldMarianoRefuses(t *testing.T) {
	e := []float64{1, 2, 3}
	_, err := timeseries.DieboldMariano{Horizon: -1}.Of(e, e)
	require.EqualError(t, err, "timeseries.DieboldMariano: Horizon is -1, want at least 1")
	_, err = timeseries.DieboldMariano{Power: 3}.Of(e, e)
	require.EqualError(t, err, "timeseries.DieboldMariano: Power is 3, want 1 to 2")
	_, err = timeseries.DieboldMariano{}.Of(e, e[1:])
	require.EqualError(t, err, "timeseries.DieboldMariano.Of: 3 and 2 errors, want as many of both methods")
	_, err = timeseries.DieboldMariano{}.Of(e, []float64{1, math.Inf(-1), 3})
	require.EqualError(t, err, "timeseries.DieboldMariano.Of: value -Inf at row 1, column 1")
	_, err = timeseries.DieboldMariano{Horizon: 3}.Of(e, []float64{2, 1, 1})
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = timeseries.DieboldMariano{}.Of(e[:1], e[:1])
	require.EqualError(t, err, "timeseries.DieboldMariano.Of: 1 pairs of errors, want more than the horizon of 1 and at least 2: too few data")
}
