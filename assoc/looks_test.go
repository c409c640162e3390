package assoc

import (
	"context"
	"iter"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// Long baskets count for what they hold: the context is looked at on the way
// through a few of them, while they are taken and while they are prepared.
func TestLooksOnTheWayThroughLongBaskets(t *testing.T) {
	const baskets, items = 20, 20_000
	long := make([]int, items)
	for i := range long {
		long[i] = i
	}
	var seq iter.Seq[[]int] = func(yield func([]int) bool) {
		for i := range baskets {
			if !yield(long[:items-i]) {
				return
			}
		}
	}
	run := func(looks int) (left int, yielded int, err error) {
		left = looks
		_, err = Eclat{MinCount: baskets + 1, Workers: 1}.Fit(impatient{t.Context(), &left}, func(yield func([]int) bool) {
			for b := range seq {
				yielded++
				if !yield(b) {
					return
				}
			}
		})
		return left, yielded, err
	}
	_, yielded, err := run(5)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 6, yielded) // one look a basket
	left, _, err := run(1000)
	require.NoError(t, err)
	require.Greater(t, 1000-left, baskets+3)
}

// The items are sorted with a look at the context: a million of them take a third of
// a second.
func TestLooksWhileItemsAreSorted(t *testing.T) {
	in := newIntake("test")
	require.NoError(t, in.walk(t.Context(), func(yield func([]int) bool) { yield([]int{3, 1, 2}) }))
	all, err := in.lists(t.Context(), 1, 1)
	require.NoError(t, err)

	ended, stop := context.WithCancel(t.Context())
	stop()
	_, err = in.indexed(ended, 1, true, 1)
	require.ErrorIs(t, err, context.Canceled)
	_, err = all.sorted(ended, "test", nil, options{}.filled())
	require.ErrorIs(t, err, context.Canceled)
}

// So are the levels of Apriori, which may have millions of sets, put together.
func TestLooksWhileLevelsAreStacked(t *testing.T) {
	ended, stop := context.WithCancel(t.Context())
	stop()
	part := &level{k: 2, smaller: make([]int32, 1<<18)}
	_, err := stack(ended, &level{k: 1}, []*level{part})
	require.ErrorIs(t, err, context.Canceled)
}

// Long lists of what the search for closed and maximal sets has to look through count
// for their length.
func TestLooksOnTheWayThroughWhatIsLeftBehind(t *testing.T) {
	ended, stop := context.WithCancel(t.Context())
	stop()
	const long = 1 << 18
	all := &indexed{counts: []int32{1}, minCount: 1, lists: &lists{items: make([]int32, long), minCount: 1}}
	fresh := func() *closer { return newCloser(ended, all, Maximal, newAllowance(1), nil) }

	s := fresh() // the maximal sets found so far
	s.focus.list = [][]uint64{make([]uint64, long)}
	s.focus.words, s.focus.mask = 1, make([]uint64, 1)
	_, err := s.covered(0, []int32{1})
	require.ErrorIs(t, err, context.Canceled)

	s = fresh() // what comes before the first item in a long basket
	s.rows, s.weight = []uint32{long + 1}, []int32{1}
	_, err = s.near.metBefore(s, 1, 1, []uint64{1})
	require.ErrorIs(t, err, context.Canceled)
	_, err = fresh().near.before(s, 1, 1, 0, []uint64{1})
	require.ErrorIs(t, err, context.Canceled)

	s = fresh() // sets that may be maximal
	s.alone = make([]lonely, long)
	s.preceded = make([]atomic.Bool, 1)
	require.ErrorIs(t, s.settleAlone(), context.Canceled)

	in := newIntake("test") // items in the same baskets
	require.NoError(t, in.walk(t.Context(), func(yield func([]int) bool) {
		row := make([]int, long)
		for i := range row {
			row[i] = i
		}
		yield(row)
	}))
	_, err = in.classes(ended, make([]int32, long), 2)
	require.ErrorIs(t, err, context.Canceled)
	_, err = in.filled(ended, 1)
	require.NoError(t, err) // which reads no basket where each occurs once
	in.weight[0] = 2
	_, err = in.filled(ended, 1)
	require.ErrorIs(t, err, context.Canceled)
}
