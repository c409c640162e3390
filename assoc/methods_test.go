package assoc

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func prepared(t *testing.T, minCount int, baskets [][]int) *database {
	t.Helper()
	in := newIntake("test")
	require.NoError(t, in.walk(t.Context(), slices.Values(baskets)))
	db, err := in.prepare(t.Context(), minCount)
	require.NoError(t, err)
	return db
}

// The database of figure 3 in Agrawal and Srikant 1994: minimum support 2.
//
//	level  joined  left after pruning            frequent
//	1              1 2 3 4 5                     1 2 3 5
//	2      6       all pairs of 1 2 3 5          13 23 25 35
//	3      1       235                           235
//	4      0
//
// We order items by support, 2 3 5 1, and join from the least frequent item: of
// 1·3, 3·2, 5·2, 5·3 only 5·2 and 5·3 begin alike, which is the same one join.
func TestAprioriCountsTheCandidatesOfTheBook(t *testing.T) {
	db := prepared(t, 2, [][]int{{1, 3, 4}, {2, 3, 5}, {1, 2, 3, 5}, {2, 5}})
	require.Equal(t, []int32{2, 3, 5, 1}, db.ids)
	levels, err := aprioriLevels(t.Context(), db, options{MinCount: 2}.filled(), newAllowance(100))
	require.NoError(t, err)
	var table [][3]int
	for _, l := range levels {
		table = append(table, [3]int{l.joined, l.candidates, len(l.code)})
	}
	require.Equal(t, [][3]int{{4, 4, 4}, {6, 6, 4}, {1, 1, 1}}, table)
}

// A database in which joining makes more candidates than pruning leaves. With a
// minimum of 2 all items are frequent, and of the 15 pairs the nine
// ab ac ad ae bc bd be cf df. In the order of support, a b c d e f, and from the
// least frequent item:
//
//	fd fc  make fdc, which is not counted, since dc is not frequent
//	eb ea  make eba, which is counted and not frequent
//	db da  make dba, which is frequent
//	cb ca  make cba, which is frequent
func TestAprioriPrunes(t *testing.T) {
	const a, b, c, d, e, f = 0, 1, 2, 3, 4, 5
	db := prepared(t, 2, [][]int{
		{a, b, c}, {a, b, c}, {a, b, c}, {a, b, d}, {a, b, d}, {a, b, d}, {a, b},
		{a, e}, {a, e}, {b, e}, {b, e}, {c, f}, {c, f}, {d, f}, {d, f}, {c, d},
	})
	require.Equal(t, []int32{a, b, c, d, e, f}, db.ids)
	levels, err := aprioriLevels(t.Context(), db, options{MinCount: 2}.filled(), newAllowance(100))
	require.NoError(t, err)
	var table [][3]int
	for _, l := range levels {
		table = append(table, [3]int{l.joined, l.candidates, len(l.code)})
	}
	require.Equal(t, [][3]int{{6, 6, 6}, {15, 15, 9}, {4, 3, 2}}, table)
}

// The tree of figure 1 in Han, Pei and Yin 2000: support 3, letters as in their
// table, f and c before a, b, m and p.
//
//	f4 ─ c3 ─ a3 ─ m2 ─ p2
//	   │           └ b1 ─ m1
//	   └ b1
//	c1 ─ b1 ─ p1
func TestFPGrowthBuildsTheTreeOfThePaper(t *testing.T) {
	const f, c, a, b, m, p, d, g, h, i, j, k, l, o, s, n, e = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
	db := prepared(t, 3, [][]int{{f, a, c, d, g, i, m, p}, {a, b, c, f, l, m, o}, {b, f, h, j, o}, {b, c, k, s, p}, {a, f, c, e, l, p, m, n}})
	require.Equal(t, []int32{f, c, a, b, m, p}, db.ids)
	tree, err := db.tree(t.Context())
	require.NoError(t, err)
	require.Len(t, tree.all, 11) // without the root
	type node struct{ code, count, parent int32 }
	var nodes []node
	for _, n := range tree.all {
		nodes = append(nodes, node{n.code, n.count, n.parent})
	}
	require.ElementsMatch(t, []node{
		{f, 4, -1}, {c, 3, 0}, {a, 3, 1}, {b, 1, 2}, {m, 1, 3}, {m, 2, 2}, {p, 2, 5}, {b, 1, 0},
		{c, 1, -1}, {b, 1, 8}, {p, 1, 9},
	}, nodes)
	require.Equal(t, []int32{4, 4, 3, 3, 3, 3}, tree.totals)

	// The conditional tree of p is c3 alone, that of m the path f3 c3 a3.
	gr := &grower{db: db, counts: make([]int32, 6), slot: make([]int32, 6)}
	below, err := gr.conditional(t.Context(), tree, p)
	require.NoError(t, err)
	require.Equal(t, []fpNode{{-1, c, 3}}, below.all)
	below, err = gr.conditional(t.Context(), tree, m)
	require.NoError(t, err)
	require.Equal(t, []fpNode{{-1, f, 3}, {0, c, 3}, {1, a, 3}}, below.all)
	require.True(t, below.single())
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
	p := planesOf(weights)
	require.Len(t, p, 10)
	dst := make([]uint64, 1)
	for set := range uint64(1 << len(weights)) {
		want := int32(0)
		for r, w := range weights {
			want += w * int32(set>>r&1)
		}
		require.Equal(t, want, p.intersect(dst, []uint64{set}, []uint64{1<<len(weights) - 1}))
		require.Equal(t, set, dst[0])
	}
	require.Nil(t, planesOf([]int32{1, 1}))
	require.Nil(t, planesOf(nil))
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
