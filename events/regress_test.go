package events

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// A file of version 1, written when it was new, is read for ever, and the same
// events give its bytes. The file is never written again.
func TestLogFileOfVersion1(t *testing.T) {
	when := at(t, "2024-03-31 00:30")
	l := keptLog(t, "Europe/Paris", []string{"colour", "country"}, []keptEvent{
		{Event{Customer: "ann", Order: "1", Item: "tea", Time: when, Quantity: 2.5, Amount: 1200, Discount: 50}, []string{"green", "France"}},
		{Event{Customer: "ann", Order: "1", Item: "tea", Time: when, Quantity: 1, Amount: 480, Kind: Refund}, []string{"green", ""}},
		{Event{Customer: "élise", Item: "jam", Time: when.AddDate(0, 0, -9), Quantity: 1, Kind: View}, []string{"", "Spain"}},
		{Event{Customer: "élise", Item: "jam", Time: when.AddDate(0, 1, 0), Kind: Review, Rating: 4.5}, []string{"", "Spain"}},
		{Event{Item: "jam", Time: when.Add(1234), Amount: 7}, []string{"red", ""}},
	})
	old, err := os.ReadFile("testdata/log_v1.bin")
	require.NoError(t, err)
	var back Log
	require.NoError(t, back.UnmarshalBinary(old))
	fresh, err := l.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, old, fresh)
	requireSame(t, l, &back)
	require.Equal(t, eventsOf(l), eventsOf(&back))
	colours, ok := back.ItemAttribute("colour")
	require.True(t, ok)
	require.Equal(t, []string{"red", "green"}, colours)
}
