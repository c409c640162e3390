package segment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

// In St. John's the clock went back from 0:01 to 23:01 of the day before, so
// that an hour with the old date followed the new day; in São Paulo it jumped
// over midnight.
func TestPeriodsNeverGoBack(t *testing.T) {
	for place, year := range map[string]int{"America/St_Johns": 2010, "America/Sao_Paulo": 2018} {
		loc, err := time.LoadLocation(place)
		require.NoError(t, err)
		for _, p := range []clm.Period{{Unit: clm.Day}, {Unit: clm.Week}, {Unit: clm.Month}, {N: 2, Unit: clm.Day}} {
			cal := calendar{period: p}
			for now := time.Date(year, 1, 1, 0, 0, 0, 0, loc); now.Year() == year; now = now.Add(29 * time.Minute) {
				i := cal.of(now)
				require.False(t, now.Before(p.Start(i, loc)), "%v in %s", now, place)
				require.True(t, now.Before(p.Start(i+1, loc)), "%v in %s", now, place)
				require.Equal(t, i, (&calendar{period: p}).of(now))
			}
		}
	}
}

func TestAddInt(t *testing.T) {
	const most, least = 1<<63 - 1, -1 << 63
	for _, c := range []struct {
		a, b int64
		ok   bool
	}{
		{0, 0, true}, {5, 0, true}, {most, 0, true}, {least, 0, true}, {most - 1, 1, true}, {least + 1, -1, true}, {least, most, true},
		{most, 1, false}, {least, -1, false}, {most, most, false}, {least, least, false},
	} {
		sum := c.a
		require.Equal(t, c.ok, addInt(&sum, c.b), "%d + %d", c.a, c.b)
	}
}
