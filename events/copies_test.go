package events_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// Equal events that differ in a column that the log does not get: many of them,
// so that comparing each with each would not end.
func TestCopiesAmongManyEqualEvents(t *testing.T) {
	var b strings.Builder
	b.WriteString("c,t,line\n")
	const n = 200_000
	for i := range n {
		fmt.Fprintf(&b, "a,2011-01-01,%d\n", i*7919%n)
	}
	b.WriteString("a,2011-01-01,5\na,2011-01-01,5\n")
	c := events.CSV{Customer: "c", Time: "t", Policy: events.Policy{Duplicates: events.Drop}}
	l, cleaning, err := read(t, c, b.String())
	require.NoError(t, err)
	require.Equal(t, n, l.Len())
	require.Equal(t, n, cleaning.Kept)
	require.Equal(t, []events.Finding{{Reason: events.Duplicate, Dropped: true, Count: 2, First: []events.Sample{{Line: n + 2}, {Line: n + 3}}}}, cleaning.Findings)
}

// What was found of a row counts no more once it turns out to be a copy.
func TestCopiesTakeTheirFindingsWithThem(t *testing.T) {
	text := "t,a\n" + strings.Repeat("2011-03-27 01:30,-0.005\n", 9) + strings.Repeat("2011-03-27 02:30,-0.005\n", 3) + "2011-03-27 01:30,-0.0050\n"
	c := events.CSV{Time: "t", Amount: "a", Location: "Europe/London", Policy: events.Policy{Duplicates: events.Drop}}
	_, cleaning, err := read(t, c, text)
	require.NoError(t, err)
	require.Equal(t, 3, cleaning.Kept, "a time that does not exist is not the one that it is taken for")
	require.Equal(t, 10, cleaning.Dropped(events.Duplicate))
	for reason, lines := range map[events.Reason][]int{events.Negative: {2, 11, 14}, events.Rounded: {2, 11, 14}, events.LocalMissing: {2, 14}, events.NoCustomer: {2, 11, 14}} {
		require.Equal(t, len(lines), cleaning.Found(reason), reason)
		for _, f := range cleaning.Findings {
			if f.Reason == reason {
				for i, s := range f.First {
					require.Equal(t, lines[i], s.Line, reason)
				}
				require.Len(t, f.First, len(lines), reason)
			}
		}
	}
}

// Numbers are told apart by how they are written, however many digits they have.
func TestCopiesOfLongNumbers(t *testing.T) {
	var rows []string
	for _, q := range []string{"1", "0.1", "0.10", "-0.1", "0", "-0", "0.0", "999999999999999", "1000000000000000", "999999999999999998", "999999999999999999", "0.1000000000000001", "0.10000000000000001", "1e1", "10"} {
		for _, p := range []string{"0", "-0", "0.00", "0.01", "28256363", "28256364", "1e0", "1"} {
			rows = append(rows, "2011-01-01,"+q+","+p)
		}
	}
	c := events.CSV{Time: "t", Quantity: "q", Price: "p", MinorPerUnit: 1, Policy: events.Policy{Duplicates: events.Drop, MinKept: -1}}
	all, cleaning, err := read(t, c, "t,q,p\n"+strings.Join(rows, "\n"))
	require.NoError(t, err)
	require.Zero(t, cleaning.Dropped(events.Duplicate))
	require.Greater(t, all.Len(), 100)
	again, cleaning, err := read(t, c, "t,q,p\n"+strings.Join(rows, "\n")+"\n"+strings.Join(rows, "\n"))
	require.NoError(t, err)
	require.Equal(t, fileOf(t, all), fileOf(t, again))
	require.Equal(t, all.Len(), cleaning.Dropped(events.Duplicate))
	require.False(t, math.Signbit(all.At(0).Quantity))
}
