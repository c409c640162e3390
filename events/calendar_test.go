package events

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

func TestCalendarAgreesWithPeriods(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, place := range append(somePlaces, "America/St_Johns", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut") {
		loc, err := time.LoadLocation(place)
		require.NoError(t, err)
		for _, p := range []clm.Period{{}, {Unit: clm.Week}, {Unit: clm.Month}, {Unit: clm.Year}, {N: 10}, {N: 3, Unit: clm.Month}} {
			c := calendar{period: p, loc: loc}
			from := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
			for range 300 {
				micros := from + r.Int64N(6*365*86400)*1_000_000
				got := c.index(micros)
				fresh := calendar{period: p, loc: loc}
				require.Equal(t, fresh.index(micros), got)
				require.GreaterOrEqual(t, micros, p.Start(got, loc).UnixMicro())
				require.Less(t, micros, p.Start(got+1, loc).UnixMicro())
				if place != "America/St_Johns" {
					require.Equal(t, p.Index(time.UnixMicro(micros).In(loc)), got)
				}
			}
		}
	}
}

// In St John's clocks went from 00:01 back to 23:01 of the day before. The
// number of the day must not go back with them: a tally would refuse it.
func TestPeriodsNeverGoBack(t *testing.T) {
	loc, err := time.LoadLocation("America/St_Johns")
	require.NoError(t, err)
	c := calendar{loc: loc}
	before := time.Date(2010, 11, 6, 22, 0, 0, 0, loc)
	last := c.index(before.UnixMicro())
	dates, moves := 0, 0
	for m := range 5 * 60 {
		now := before.Add(time.Duration(m) * time.Minute)
		if now.Day() < now.Add(-time.Minute).Day() {
			dates++
		}
		i := c.index(now.UnixMicro())
		fresh := calendar{loc: loc}
		require.Equal(t, i, fresh.index(now.UnixMicro()), now)
		require.GreaterOrEqual(t, i, last)
		moves += i - last
		last = i
	}
	require.Equal(t, 1, dates, "the date goes back once")
	require.Equal(t, 1, moves)

	midnight := time.Date(2010, 11, 7, 0, 0, 30, 0, loc)
	l := makeLog(t, "America/St_Johns",
		Event{Customer: "ann", Time: midnight.Add(-48 * time.Hour)},
		Event{Customer: "ann", Time: midnight},
		Event{Customer: "ann", Time: midnight.Add(30 * time.Minute)})
	require.Equal(t, 6, l.At(2).Time.Day())
	s, err := Summaries{AsOf: midnight.Add(time.Hour)}.OfLog(l)
	require.NoError(t, err)
	require.Equal(t, 1, s[0].Frequency)
	require.Equal(t, 2, s[0].Recency)
	require.Equal(t, 0, s[0].SinceLast)
}
