package events

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

func TestMergeIsTheLogOfAllEvents(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for n := range 40 {
		es := randomEvents(r, n)
		whole := keptLog(t, "UTC", keptColumns, es)
		a, b := r.IntN(n+1), r.IntN(n+1)
		a, b = min(a, b), max(a, b)
		parts := []*Log{
			keptLog(t, "UTC", keptColumns, es[:a]),
			keptLog(t, "UTC", keptColumns, es[a:b]),
			keptLog(t, "UTC", keptColumns, es[b:]),
		}
		for range 3 {
			got, err := Merge(parts...)
			require.NoError(t, err)
			requireSame(t, whole, got)
			r.Shuffle(3, func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		}
		kind := Kind(r.IntN(int(kinds)))
		got, err := Merge(whole.Where(func(e Event) bool { return e.Kind == kind }), whole.Where(func(e Event) bool { return e.Kind != kind }))
		require.NoError(t, err)
		requireSame(t, whole, got)
	}
}

func TestMergeOfDifferentColumns(t *testing.T) {
	e := keptEvent{Event: Event{Customer: "c", Item: "i", Time: time.Unix(0, 0)}, kept: []string{"red"}}
	a := keptLog(t, "UTC", []string{"colour"}, []keptEvent{e})
	e.kept, e.Time = []string{"big"}, time.Unix(1, 0)
	b := keptLog(t, "UTC", []string{"size"}, []keptEvent{e})
	ab, err := Merge(a, b)
	require.NoError(t, err)
	ba, err := Merge(b, a)
	require.NoError(t, err)
	requireSame(t, ab, ba)
	require.Equal(t, []string{"colour", "size"}, ab.Kept())
	colour, ok := ab.ItemAttribute("colour")
	require.True(t, ok)
	require.Equal(t, []string{"red"}, colour)
	size, ok := ab.CustomerAttribute("size")
	require.True(t, ok)
	require.Equal(t, []string{"big"}, size)
	_, ok = ab.ItemAttribute("weight")
	require.False(t, ok)
}

func TestMergeRefusesOtherPlacesAndMoney(t *testing.T) {
	a := plainLog(t)
	_, err := Merge()
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = Merge(a, keptLog(t, "Asia/Tokyo", nil, nil))
	require.ErrorIs(t, err, clm.ErrConfig)
	require.ErrorContains(t, err, "Asia/Tokyo")
	b := plainLog(t)
	b.currency = "EUR"
	_, err = Merge(a, b)
	require.ErrorContains(t, err, `"EUR"`)
}
