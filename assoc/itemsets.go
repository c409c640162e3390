package assoc

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"sort"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/report"
)

// Itemsets are the sets of items that a miner found, with their supports: how
// many baskets have all items of the set. It is made by the Fit of a [Miner],
// never changes, and may be used by any number of goroutines. It holds no
// basket.
//
// The sets are a trie of 12 bytes a node: parent, item and support of each, in
// the order of [Itemsets.All]. Where a set is listed and what it begins with
// is not, as happens with closed and maximal sets, the beginnings are nodes
// too.
//
// The methods panic for a value that was neither fitted nor loaded.
type Itemsets struct {
	n         int // baskets, empty ones too
	minCount  int
	minLen    int
	maxLen    int // math.MaxInt32: no bound
	target    Target
	recounted bool
	listed    int

	// Nodes level[k-1] to level[k]−1 are the sets of k items. The parent of a
	// node is −1 for the sets of one item, and the items of the children of one
	// parent ascend, and so do the parents within a level.
	level  []int32
	parent []int32
	item   []int32
	count  []int32 // or unlisted(largest count below) of a node that is no set

	report clm.Report
}

// maxNodes is how many nodes a trie may have.
const maxNodes = math.MaxInt32 - 1

// unlisted turns the count of a listed node into that of one that is not, and
// back.
func unlisted(count int32) int32 { return ^count }

// finish counts the listed sets and writes the report.
func (s *Itemsets) finish() {
	s.listed = 0
	for k := range len(s.level) - 1 {
		if k+1 < s.minLen {
			continue
		}
		for _, c := range s.count[s.level[k]:s.level[k+1]] {
			if c >= 0 {
				s.listed++
			}
		}
	}
	condition := fmt.Sprintf("of at least %d each", s.minCount)
	if s.recounted {
		condition = "counted anew"
	}
	s.report = clm.Report{
		Iterations: 1,
		Converged:  true,
		Objective:  float64(s.listed),
		Reason:     fmt.Sprintf("%d %s sets in %d baskets, %s", s.listed, s.words(), s.n, condition),
	}
}

func (s *Itemsets) words() string {
	if s.target == All {
		return "frequent"
	}
	return string(s.target)
}

func (s *Itemsets) fitted() {
	if s.n == 0 {
		panic("assoc.Itemsets: not fitted")
	}
}

// Len returns how many sets are listed.
func (s *Itemsets) Len() int {
	s.fitted()
	return s.listed
}

// Baskets returns how many baskets there were, empty ones too and each as
// often as its weight says.
func (s *Itemsets) Baskets() int {
	s.fitted()
	return s.n
}

// MinCount returns the support from which on a set was frequent.
func (s *Itemsets) MinCount() int {
	s.fitted()
	return s.minCount
}

// Target returns which of the frequent sets are here.
func (s *Itemsets) Target() Target {
	s.fitted()
	return s.target
}

// Report says how many sets there are; that is the objective too.
func (s *Itemsets) Report() clm.Report {
	s.fitted()
	return report.Clone(s.report)
}

// All walks the listed sets with their supports: the shorter ones first, those
// of one length by their items, which ascend. The slice is valid until the next
// step: keep a copy if you must. The empty set is not among them. Time:
// O(sum of the lengths).
func (s *Itemsets) All() iter.Seq2[[]int, int] {
	s.fitted()
	return func(yield func([]int, int) bool) {
		for k := max(s.minLen, 1); k < len(s.level); k++ {
			set := make([]int, k)
			for node := s.level[k-1]; node < s.level[k]; node++ {
				if s.count[node] >= 0 && !yield(s.items(set, node), int(s.count[node])) {
					return
				}
			}
		}
	}
}

// items sets dst, which is as long as the set, to the items of a node.
func (s *Itemsets) items(dst []int, node int32) []int {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = int(s.item[node])
		node = s.parent[node]
	}
	return dst
}

// children returns the nodes below a node of k items, −1 being the empty set.
func (s *Itemsets) children(node int32, k int) (lo, hi int32) {
	if k+1 >= len(s.level) {
		return 0, 0
	}
	from := s.level[k]
	parents := s.parent[from:s.level[k+1]]
	if node < 0 {
		return from, s.level[k+1]
	}
	a := sort.Search(len(parents), func(i int) bool { return parents[i] >= node })
	b := a + sort.Search(len(parents)-a, func(i int) bool { return parents[a+i] > node })
	return from + int32(a), from + int32(b)
}

// child returns the node of one more item below a node of k items, or −1.
func (s *Itemsets) child(node int32, k int, item int32) int32 {
	lo, hi := s.children(node, k)
	if i, ok := slices.BinarySearch(s.item[lo:hi], item); ok {
		return lo + int32(i)
	}
	return -1
}

// node returns the node of a set whose items ascend, or −1.
func (s *Itemsets) node(set []int32) int32 {
	node := int32(-1)
	for k, item := range set {
		if node = s.child(node, k, item); node < 0 {
			return -1
		}
	}
	return node
}
