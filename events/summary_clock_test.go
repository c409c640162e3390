package events

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// In St John's clocks went from 00:01 back to 23:01 of the day before. The
// number of the day does not go back with them: a tally would refuse it.
func TestSummariesWhereTheDateGoesBack(t *testing.T) {
	loc, err := time.LoadLocation("America/St_Johns")
	require.NoError(t, err)
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
