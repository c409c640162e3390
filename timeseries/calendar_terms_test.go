package timeseries

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

func TestCalendarTerms(t *testing.T) {
	var times []time.Time
	for d := range 400 {
		times = append(times, time.Date(2026, 3, 2+d, 23, 30, 0, 0, time.FixedZone("", -5*3600))) // from a Monday on
	}
	days, err := DayOfWeekTerms(times)
	require.NoError(t, err)
	require.Equal(t, []string{"Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}, days.Names)
	months, err := MonthTerms(times)
	require.NoError(t, err)
	require.Len(t, months.Names, 11)
	for i, when := range times {
		for j, name := range days.Names {
			require.Equal(t, when.Weekday().String() == name, days.X.At(i, j) == 1)
		}
		for j, name := range months.Names {
			require.Equal(t, when.Month().String() == name, months.X.At(i, j) == 1)
		}
	}
	sum := 0.0
	for _, v := range append(days.X.RawMatrix().Data, months.X.RawMatrix().Data...) {
		sum += v
	}
	require.Equal(t, float64(400-58+400-31), sum) // all days but Mondays, all days but those of January

	for _, f := range []func([]time.Time) (*Terms, error){DayOfWeekTerms, MonthTerms} {
		got, err := f(nil)
		require.ErrorIs(t, err, clm.ErrTooFew)
		require.Nil(t, got)
	}
}
