package clm

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var units = []Unit{Day, Week, Month, Year}

func TestPeriodNumbersKnownDates(t *testing.T) {
	at := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, u := range units {
		require.Equal(t, 0, Period{Unit: u}.Index(at), u)
	}
	sunday := time.Date(1970, 1, 4, 23, 59, 59, 999999999, time.UTC)
	require.Equal(t, 0, Period{Unit: Week}.Index(sunday))
	require.Equal(t, 1, Period{Unit: Week}.Index(sunday.Add(1)))
	require.Equal(t, -1, Period{Unit: Month}.Index(at.Add(-1)))
	require.Equal(t, 491, Period{Unit: Month}.Index(time.Date(2010, 12, 31, 0, 0, 0, 0, time.UTC)))
	quarter := Period{N: 3, Unit: Month}
	require.Equal(t, quarter.Index(time.Date(2011, 4, 1, 0, 0, 0, 0, time.UTC)), quarter.Index(time.Date(2011, 6, 30, 0, 0, 0, 0, time.UTC)))
	require.Equal(t, time.Date(2011, 4, 1, 0, 0, 0, 0, time.UTC), quarter.Start(quarter.Index(time.Date(2011, 5, 9, 1, 2, 3, 4, time.UTC)), time.UTC))
}

// The start of a period lies in it and the instant before lies in the one
// before, also where clocks jump over midnight or show it twice.
func TestPeriodStartIsItsFirstInstant(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"UTC", "Europe/London", "America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Africa/Cairo", "Pacific/Apia", "Asia/Amman"} {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		for _, u := range units {
			for _, n := range []int{1, 2, 5} {
				p := Period{N: n, Unit: u}
				for range 600 {
					at := time.Unix(r.Int64N(2_000_000_000)-200_000_000, r.Int64N(1e9)).In(loc)
					i := p.Index(at)
					start := p.Start(i, loc)
					if name == "Pacific/Apia" && p.Index(start) != i && n == 1 && u == Day {
						continue // 30 December 2011 does not exist there
					}
					require.Equal(t, i, p.Index(start), "%s %s %s", name, p, at)
					require.Less(t, p.Index(start.Add(-1)), i, "%s %s %s", name, p, at)
					require.False(t, start.After(at))
				}
			}
		}
	}
}

func TestPeriodAtEveryClockChange(t *testing.T) {
	p := Period{Unit: Day}
	for _, name := range []string{"America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Africa/Cairo", "Asia/Amman", "Europe/London"} {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		at := time.Date(1985, 1, 1, 0, 0, 0, 0, loc)
		for at.Year() < 2025 {
			_, change := at.ZoneBounds()
			if change.IsZero() {
				break
			}
			for _, x := range []time.Time{change.Add(-1), change, change.Add(12 * time.Hour)} {
				i := p.Index(x)
				start := p.Start(i, loc)
				require.Equal(t, i, p.Index(start), "%s", x)
				require.Less(t, p.Index(start.Add(-1)), i, "%s", x)
			}
			at = change.Add(time.Hour)
		}
	}
}

// In St. John's the clock went back from 0:01 to 23:01 of the day before, so
// that an hour with the old date followed the new day. In São Paulo it jumped
// over midnight.
func TestPeriodsNeverGoBack(t *testing.T) {
	for place, year := range map[string]int{"America/St_Johns": 2010, "America/Sao_Paulo": 2018} {
		loc, err := time.LoadLocation(place)
		require.NoError(t, err)
		for _, p := range []Period{{Unit: Day}, {Unit: Week}, {Unit: Month}, {N: 2, Unit: Day}} {
			last := p.Index(time.Date(year, 1, 1, 0, 0, 0, 0, loc))
			for now := time.Date(year, 1, 1, 0, 0, 0, 0, loc); now.Year() == year; now = now.Add(29 * time.Minute) {
				i := p.Index(now)
				require.GreaterOrEqual(t, i, last, "%v in %s", now, place)
				require.LessOrEqual(t, i, last+1)
				require.False(t, now.Before(p.Start(i, loc)), "%v in %s", now, place)
				require.True(t, now.Before(p.Start(i+1, loc)), "%v in %s", now, place)
				last = i
			}
		}
	}
	loc, err := time.LoadLocation("America/St_Johns")
	require.NoError(t, err)
	newDay := time.Date(2010, 11, 7, 0, 0, 30, 0, loc)
	again := newDay.Add(30 * time.Minute)
	require.Equal(t, 6, again.Day(), "the date goes back")
	require.Equal(t, Period{}.Index(newDay), Period{}.Index(again))
}

func TestPeriodAddTo(t *testing.T) {
	at := time.Date(2011, 1, 31, 8, 30, 0, 0, time.UTC)
	require.Equal(t, time.Date(2011, 2, 28, 8, 30, 0, 0, time.UTC), Period{Unit: Month}.AddTo(at, 1))
	require.Equal(t, time.Date(2012, 2, 29, 8, 30, 0, 0, time.UTC), Period{Unit: Month}.AddTo(at, 13))
	require.Equal(t, time.Date(2010, 12, 31, 8, 30, 0, 0, time.UTC), Period{Unit: Month}.AddTo(at, -1))
	require.Equal(t, at.AddDate(0, 0, 14), Period{N: 2, Unit: Week}.AddTo(at, 1))
	require.Equal(t, at.AddDate(1, 0, 0), Period{Unit: Year}.AddTo(at, 1))
	loc, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	before := time.Date(2011, 3, 26, 12, 0, 0, 0, loc)
	require.Equal(t, 23*time.Hour, Period{}.AddTo(before, 1).Sub(before))
}

func TestPeriodCheckAndString(t *testing.T) {
	require.NoError(t, Period{}.Check())
	require.NoError(t, Period{N: 3, Unit: Month}.Check())
	require.ErrorIs(t, Period{N: -1}.Check(), ErrConfig)
	require.EqualError(t, Period{Unit: "fortnight"}.Check(), `clm.Period: Unit is "fortnight", want "day", "week", "month" or "year"`)
	require.Equal(t, "1 day", Period{}.String())
	require.Equal(t, "3 months", Period{N: 3, Unit: Month}.String())
	for _, p := range []Period{{Unit: "x"}, {N: -1}, {N: 100_001}} {
		text := p.Check().Error()
		require.PanicsWithValue(t, text, func() { p.Index(time.Time{}) })
		require.PanicsWithValue(t, text, func() { p.Start(1, time.UTC) })
		require.PanicsWithValue(t, text, func() { p.AddTo(time.Time{}, 1) })
	}
}
