package events

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/stretchr/testify/require"
)

func mustClock(t *testing.T, place string, layouts ...string) *clock {
	loc, err := time.LoadLocation(place)
	require.NoError(t, err)
	c, err := newClock("events.CSV", loc, layouts)
	require.NoError(t, err)
	return c
}

// Package time is the oracle, for texts that are times, almost times and none.
func TestClockReadsLikePackageTime(t *testing.T) {
	layouts := append(usualLayouts(), "2006-01-02 15:04:05.000", "02.01.2006 15:04", "1/2/2006 15:04", "Jan 2, 2006", "2006-01-02T15:04:05.000000")
	r := rand.New(rand.NewPCG(1, 1))
	fast := 0
	for _, place := range []string{"UTC", "Europe/London", "America/St_Johns", "Pacific/Apia"} {
		for _, l := range layouts {
			c := mustClock(t, place, l)
			for range 1500 {
				when := time.Unix(r.Int64N(4e9)-1e9, r.Int64N(1e9)).In(c.loc)
				text := []byte(when.Format(l))
				if r.IntN(3) == 0 {
					text[r.IntN(len(text))] = "0123456789 -:TZ/x"[r.IntN(17)]
				}
				if r.IntN(20) == 0 {
					text = text[:r.IntN(len(text))]
				}
				want, err := time.ParseInLocation(l, strings.TrimSpace(string(text)), c.loc) // blanks around a time do not count
				got := c.read(text)
				ok := err == nil && inYears(want.UnixMicro())
				require.Equal(t, ok, got.ok, "%s in %q: %v", text, l, err)
				if ok {
					require.Equal(t, want.UnixMicro(), got.micros, "%s in %q at %s", text, l, place)
					if got.layout > 0 {
						fast++
					}
				}
			}
		}
	}
	require.Greater(t, fast, 10_000, "most are read without package time")
}

// Every minute around the changes of clocks, against a search over instants.
func TestClockKnowsMissingAndDoubleTimes(t *testing.T) {
	for place, changes := range map[string][]time.Time{
		"Europe/London":       {time.Date(2011, 3, 27, 1, 0, 0, 0, time.UTC), time.Date(2011, 10, 30, 1, 0, 0, 0, time.UTC)},
		"America/New_York":    {time.Date(2024, 3, 10, 7, 0, 0, 0, time.UTC), time.Date(2024, 11, 3, 6, 0, 0, 0, time.UTC)},
		"Australia/Lord_Howe": {time.Date(2024, 4, 6, 15, 0, 0, 0, time.UTC), time.Date(2024, 10, 5, 15, 30, 0, 0, time.UTC)}, // half an hour
		"Pacific/Apia":        {time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC)},                                               // a whole day is left out
	} {
		c := mustClock(t, place)
		for _, change := range changes {
			shown := map[int64]int{} // how often clocks show a minute
			for m := -3 * 24 * 60; m <= 3*24*60; m++ {
				at := change.Add(time.Duration(m) * time.Minute).In(c.loc)
				_, offset := at.Zone()
				shown[at.Unix()+int64(offset)]++
			}
			counts := map[finding]int{}
			for m := -30 * 60; m <= 30*60; m++ {
				_, offset := change.Add(-time.Hour).In(c.loc).Zone()
				wall := change.Unix() + int64(offset+60*m)
				u := time.Unix(wall, 0).UTC()
				micros, local := c.instant(wall * 1e6)
				want := time.Date(u.Year(), u.Month(), u.Day(), u.Hour(), u.Minute(), u.Second(), 0, c.loc)
				require.Equal(t, want.UnixMicro(), micros, "%s at %s", u, place)
				require.Equal(t, map[int]finding{0: localMissing, 1: none, 2: localTwice}[shown[wall]], local, "%s at %s", u, place)
				counts[local]++
			}
			require.Len(t, counts, 2, "%s: %v", place, counts)
		}
	}
}

func TestClockUnix(t *testing.T) {
	c := mustClock(t, "UTC", layoutUnix)
	r := c.read([]byte("874724710"))
	require.True(t, r.ok)
	require.Equal(t, int64(874724710_000000), r.micros)
	r = c.read([]byte("-1"))
	require.True(t, r.ok)
	require.EqualValues(t, -1_000000, r.micros)
	for _, bad := range []string{"", "x", "1.5", "999999999999", "99999999999999999"} {
		require.False(t, c.read([]byte(bad)).ok, bad)
	}
	r = mustClock(t, "UTC", layoutUnixMilli).read([]byte("1300000000123"))
	require.Equal(t, int64(1300000000_123000), r.micros)
}

func TestClockTriesLayoutsInOrder(t *testing.T) {
	c := mustClock(t, "UTC", "2006-01-02", "02.01.2006", "1/2/2006", "2/1/2006")
	for text, want := range map[string]string{"2011-03-04": "2011-03-04", "04.03.2011": "2011-03-04", "3/4/2011": "2011-03-04", "13/4/2011": "2011-04-13"} {
		r := c.read([]byte(text))
		require.True(t, r.ok, text)
		require.Equal(t, want, time.UnixMicro(r.micros).UTC().Format("2006-01-02"), text)
	}
}

func TestClockRefusesLayouts(t *testing.T) {
	for _, l := range []string{"", "15:04", "2006-01", "hello", "2006-01-02 MST"} {
		_, err := newClock("events.CSV", time.UTC, []string{l})
		var config *clm.ConfigError
		require.ErrorAs(t, err, &config, l)
		require.Equal(t, "Layouts", config.Field)
	}
}
