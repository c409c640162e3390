package events

import (
	"strings"
	"testing"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/stretchr/testify/require"
)

// A long name costs its length once, and not for each of its events.
func TestLongNamesAreReadOnce(t *testing.T) {
	const n = 20_000
	long := strings.Repeat("x", 1<<20)
	b := newBuilder("events.makeLog")
	texts := b.translate([]string{long, long + "y"}, []string{"tea"}, []string{long}, nil)
	for i := range n {
		require.NoError(t, texts.add(&entry{micros: int64(i) * 1e6}, int32(i%2), 0, 0))
	}
	s, err := newSetting("events.makeLog", "", "", 0, time.Time{})
	require.NoError(t, err)
	l, err := b.log(t.Context(), s)
	require.NoError(t, err)
	file, err := l.MarshalBinary()
	require.NoError(t, err)
	start := time.Now()
	var back Log
	require.NoError(t, back.UnmarshalBinary(file))
	both, err := Merge(l, &back)
	require.NoError(t, err)
	require.Equal(t, 2*n, both.Len())
	require.Equal(t, 2, both.Customers().Len())
	require.Less(t, time.Since(start), 5*time.Second, "20,000 copies of a megabyte take much longer")
}

// A log that is cut before all years has a file that is read.
func TestFilesOfLogsCutFarAway(t *testing.T) {
	l := plainLog(t, Event{Customer: "ann", Time: time.Unix(0, 0)})
	for _, when := range []time.Time{{}, time.Time{}.Add(time.Hour), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC), time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		v := l.Before(when)
		file, err := v.MarshalBinary()
		require.NoError(t, err)
		var back Log
		require.NoError(t, back.UnmarshalBinary(file), when)
		requireSame(t, v, &back)
	}
}

// Where the machine does not know the place, the error says so.
func TestFileOfAnUnknownPlace(t *testing.T) {
	l := plainLog(t, Event{Time: time.Unix(0, 0)})
	l.place = "Mars/Olympus"
	file, err := l.MarshalBinary()
	require.NoError(t, err)
	err = new(Log).UnmarshalBinary(file)
	require.ErrorIs(t, err, clm.ErrFormat)
	require.ErrorContains(t, err, "Mars/Olympus")
}

// A kept column has a name of its own, in files as everywhere.
func TestFileOfColumnsOfOneName(t *testing.T) {
	for _, name := range []string{"", " ", "a"} {
		l := keptLog(t, "UTC", []string{"a", "b"}, []keptEvent{{Event: Event{Time: time.Unix(0, 0)}, kept: []string{"x", "y"}}})
		l.t.kept[1].name = name
		file, err := l.MarshalBinary()
		require.NoError(t, err)
		require.ErrorIs(t, new(Log).UnmarshalBinary(file), clm.ErrFormat, "%q", name)
	}
}
