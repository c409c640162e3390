package assoc

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func listed(t *testing.T, minCount int, baskets [][]int) *lists {
	t.Helper()
	in := newIntake("test")
	require.NoError(t, in.walk(t.Context(), slices.Values(baskets)))
	l, err := in.lists(t.Context(), minCount, 1)
	require.NoError(t, err)
	require.True(t, l.byID) // items are in the order of their ids
	return l
}

// The database of figure 3 in Agrawal and Srikant 1994: minimum support 2.
//
//	level  joined  left after pruning            frequent
//	1              1 2 3 4 5                     1 2 3 5
//	2      6       all pairs of 1 2 3 5          13 23 25 35
//	3      1       235                           235
//	4      0
func TestAprioriCountsTheCandidatesOfTheBook(t *testing.T) {
	l := listed(t, 2, [][]int{{1, 3, 4}, {2, 3, 5}, {1, 2, 3, 5}, {2, 5}})
	require.Equal(t, []int32{1, 2, 3, 5}, l.ids)
	levels, err := aprioriLevels(t.Context(), l, options{MinCount: 2}.filled(), newAllowance(100))
	require.NoError(t, err)
	var table [][3]int
	for _, l := range levels {
		table = append(table, [3]int{l.joined, l.candidates, len(l.code)})
	}
	require.Equal(t, [][3]int{{4, 4, 4}, {6, 6, 4}, {1, 1, 1}}, table)
}

// A database in which joining makes more candidates than pruning leaves. With a
// minimum of 2 all items are frequent, and of the 15 pairs the nine
// ab ac ad ae bc bd be cf df:
//
//	ab ac ad ae  make abc and abd, which are frequent, abe, which is counted and
//	             not frequent, and acd, ace and ade, which are not counted,
//	             since cd, ce and de are not frequent
//	bc bd be     make bcd, bce and bde, which are not counted either
//	cf and df    begin like no other
func TestAprioriPrunes(t *testing.T) {
	const a, b, c, d, e, f = 0, 1, 2, 3, 4, 5
	l := listed(t, 2, [][]int{
		{a, b, c}, {a, b, c}, {a, b, c}, {a, b, d}, {a, b, d}, {a, b, d}, {a, b},
		{a, e}, {a, e}, {b, e}, {b, e}, {c, f}, {c, f}, {d, f}, {d, f}, {c, d},
	})
	require.Equal(t, []int32{a, b, c, d, e, f}, l.ids)
	levels, err := aprioriLevels(t.Context(), l, options{MinCount: 2}.filled(), newAllowance(100))
	require.NoError(t, err)
	var table [][3]int
	for _, l := range levels {
		table = append(table, [3]int{l.joined, l.candidates, len(l.code)})
	}
	require.Equal(t, [][3]int{{6, 6, 6}, {15, 15, 9}, {9, 3, 2}}, table)
}

// The tree of figure 1 in Han, Pei and Yin 2000: support 3, letters as in their
// table, f and c before a, b, m and p.
//
//	f4 ─ c3 ─ a3 ─ m2 ─ p2
//	   │           └ b1 ─ m1
//	   └ b1
//	c1 ─ b1 ─ p1
func TestFPGrowthBuildsTheTreeOfThePaper(t *testing.T) {
	const p, m, b, a, c, f, d, g, h, i, j, k, l, o, s, n, e = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
	lists := listed(t, 3, [][]int{{f, a, c, d, g, i, m, p}, {a, b, c, f, l, m, o}, {b, f, h, j, o}, {b, c, k, s, p}, {a, f, c, e, l, p, m, n}})
	require.Equal(t, []int32{p, m, b, a, c, f}, lists.ids)
	tree, err := lists.tree(t.Context(), "test")
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"f4", "f4 c3", "f4 c3 a3", "f4 c3 a3 b1", "f4 c3 a3 b1 m1", "f4 c3 a3 m2", "f4 c3 a3 m2 p2",
		"f4 b1", "c1", "c1 b1", "c1 b1 p1"}, paths(tree, "pmbacf")) // 11 nodes without the root
	require.Equal(t, []int32{3, 3, 3, 3, 4, 4}, tree.count)

	// The conditional tree of p is c3 alone, which is not made, that of m the path f3 c3 a3.
	gr := newGrower(t.Context(), lists, tree, options{}.filled(), newAllowance(100))
	_, err = gr.walk(tree, p)
	require.NoError(t, err)
	require.Equal(t, []int32{c}, gr.frequent)
	require.Equal(t, []int32{3}, gr.supports)
	_, err = gr.walk(tree, m)
	require.NoError(t, err)
	var below fpTree
	require.NoError(t, gr.project(tree, &below))
	require.Equal(t, []string{"f3 c3 a3", "f3 c3", "f3"}, paths(&below, "acf"))
	require.Equal(t, []int32{a, c, f}, below.item)
	require.Equal(t, []int32{3, 3, 3}, below.count)
}

// paths writes the nodes of a tree, each with those above it.
func paths(t *fpTree, names string) []string {
	weight := map[string]int32{} // of what leads to a node
	var all []string
	for i, place := range t.own {
		above := ""
		for ; t.path[place] >= 0; place-- {
			above = names[t.path[place]:][:1] + above
		}
		weight[above] = t.weight[i]
		all = append(all, above)
	}
	var list []string
	for _, path := range all {
		s := ""
		for i := range path {
			s += fmt.Sprintf(" %c%d", path[i], weight[path[:i+1]])
		}
		list = append(list, s[1:])
	}
	return list
}

func TestLexical(t *testing.T) {
	few := [][]int32{{2}, {}, {0, 1, 2}, {0, 1}, {2, 0}, {}, {0, 1}, {1, 3, 3, 3}, {3}, {0, 2}}
	// More rows than are sorted at once, many of them equal or alike for longer
	// than one number holds.
	r := rand.New(rand.NewPCG(1, 2))
	var many [][]int32
	for range stride + 1000 {
		row := make([]int32, r.IntN(6)*r.IntN(20))
		for i := range row {
			row[i] = max(0, r.Int32N(40)-36)
		}
		many = append(many, row)
	}
	for _, rows := range [][][]int32{few, many, many[:3000], few[:1], nil} {
		for _, m := range []int{4, 4000, math.MaxInt32} {
			if m == math.MaxInt32 && len(rows) > stride {
				continue // a table of all items
			}
			start, items := []int{0}, []int32(nil)
			for _, r := range rows {
				items = append(items, r...)
				start = append(start, len(items))
			}
			order, err := lexical(t.Context(), start, items, m)
			require.NoError(t, err)
			want := make([]int32, len(rows))
			for i := range want {
				want[i] = int32(i)
			}
			slices.SortStableFunc(want, func(a, b int32) int { return slices.Compare(rows[a], rows[b]) })
			require.Equal(t, want, order)
		}
	}
}

// Weights in planes count like rows that are repeated.
func TestPlanes(t *testing.T) {
	weights := []int32{1000, 64, 63, 5, 4, 1, 1}
	p := appendPlanes(nil, weights, 1000, 1)
	require.Len(t, p, 10)
	for set := range uint64(1 << len(weights)) {
		want := int32(0)
		for r, w := range weights {
			want += w * int32(set>>r&1)
		}
		count := []int32{int32(bits.OnesCount64(set))}
		weigh(count, []uint64{set}, p, 1)
		require.Equal(t, want, count[0])
	}
	require.Empty(t, appendPlanes(nil, []int32{1, 1}, 1, 1))
}

func TestSubsets(t *testing.T) {
	require.EqualValues(t, 1, subsets(0, 5))
	require.EqualValues(t, 8, subsets(3, 3))
	require.EqualValues(t, 7, subsets(3, 2))
	require.Equal(t, int64(1)<<50, subsets(50, 50))
	require.Equal(t, int64(1)<<62, subsets(100_000, 100_000))
	require.Equal(t, int64(1+100_000+100_000*99_999/2), subsets(100_000, 2))
	require.EqualValues(t, 1, subsets(3, 0))
}
