package cluster

import (
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/report"
)

// Dendrogram is the tree that [Linkage] has built. It answers how the rows group
// together: into k clusters, or at a height; in which order to draw them; and
// how well the tree stands for the distances. It is about the rows it was built
// from and predicts nothing about others.
//
// It does not change, may be used by any number of goroutines, and holds
// nothing of the caller's memory: the merges are all that is in it and in its
// file. A zero Dendrogram is there to be filled by UnmarshalBinary; it panics
// when it is asked anything else.
type Dendrogram struct {
	rows   int
	merges []link
	report clm.Report
}

// link is a merge of two nodes: rows 0 to n−1, and merges from n on.
type link struct {
	a, b   int32 // a < b
	height float64
}

// Merge is one step of a [Dendrogram]. Clusters have numbers as in scipy's
// table: 0 to n−1 are the rows, and merge i makes cluster n+i.
type Merge struct {
	A, B   int     // the clusters that became one, A < B
	Height float64 // their distance
	Size   int     // number of rows of both
}

func (m *Dendrogram) fitted() {
	if m.rows == 0 {
		panic("cluster.Dendrogram: not fitted")
	}
}

func noteInversions(n int) string {
	return fmt.Sprintf("merges lower than one inside of them (inversions): %d", n)
}

// below returns the height of a node, 0 for a row.
func (m *Dendrogram) below(node int32) float64 {
	if int(node) < m.rows {
		return 0
	}
	return m.merges[int(node)-m.rows].height
}

// Rows returns the number of rows.
func (m *Dendrogram) Rows() int {
	m.fitted()
	return m.rows
}

// Merges returns the n−1 merges in ascending order of height; those of centroid
// and median linkage in the order in which they were made, so that heights may
// fall. It makes a new slice.
func (m *Dendrogram) Merges() []Merge {
	m.fitted()
	list := make([]Merge, len(m.merges))
	size := func(node int32) int {
		if int(node) < m.rows {
			return 1
		}
		return list[int(node)-m.rows].Size
	}
	for i, l := range m.merges {
		list[i] = Merge{int(l.a), int(l.b), l.height, size(l.a) + size(l.b)}
	}
	return list
}

// Report tells how the fit went. Its Objective is the greatest height; less is
// better only for the same data and method.
func (m *Dendrogram) Report() clm.Report {
	m.fitted()
	return report.Clone(m.report)
}

// Cut sets dst[i] to the cluster of row i where the tree is cut into k
// clusters: the first n−k merges are made. Clusters are numbered in the order
// of their first rows. A nil dst is allocated; one of another length than the
// number of rows panics. It returns a [clm.ConfigError] if k is not from 1 to
// the number of rows. Time and memory: O(n).
func (m *Dendrogram) Cut(dst []int, k int) ([]int, error) {
	m.fitted()
	const op = "cluster.Dendrogram.Cut"
	if err := check.Int(op, "k", k, 1, m.rows); err != nil {
		return nil, err
	}
	dst = check.Dst(op, dst, m.rows)
	made := m.rows - k
	m.label(dst, func(i int) bool { return i < made })
	return dst, nil
}

// CutHeight is Cut into the largest clusters in which no merge is above a
// height: as many as it takes. All rows are alone below 0. With inversions a
// merge below the height does not count if one inside of it is above. It
// returns a [clm.ConfigError] for a height that is NaN.
func (m *Dendrogram) CutHeight(dst []int, height float64) ([]int, error) {
	m.fitted()
	const op = "cluster.Dendrogram.CutHeight"
	if math.IsNaN(height) {
		return nil, &clm.ConfigError{Type: op, Field: "height", Value: height, Want: "a number"}
	}
	dst = check.Dst(op, dst, m.rows)
	made := make([]bool, len(m.merges))
	inside := func(node int32) bool { return int(node) < m.rows || made[int(node)-m.rows] }
	for i, l := range m.merges {
		made[i] = l.height <= height && inside(l.a) && inside(l.b)
	}
	m.label(dst, func(i int) bool { return made[i] })
	return dst, nil
}

// label numbers the clusters where some merges are made. Those inside of a
// merge that is made are made too.
func (m *Dendrogram) label(dst []int, made func(merge int) bool) {
	top := make([]int32, m.rows+len(m.merges)) // the largest cluster around each node
	for node := len(top) - 1; node >= 0; node-- {
		if top[node] == 0 {
			top[node] = int32(node) // the last node is never 0, unless it is all
		}
		if i := node - m.rows; i >= 0 && made(i) {
			l := m.merges[i]
			top[l.a], top[l.b] = top[node], top[node]
		}
	}
	number := make([]int32, len(top))
	count := 0
	for i := range dst {
		t := top[i]
		if number[t] == 0 {
			count++
			number[t] = int32(count)
		}
		dst[i] = int(number[t]) - 1
	}
}

// Order returns the rows in an order in which the tree can be drawn without
// crossings, that of scipy: the part with the lower number is on the left. It
// makes a new slice.
func (m *Dendrogram) Order() []int {
	m.fitted()
	order := make([]int, 0, m.rows)
	stack := []int32{int32(m.rows + len(m.merges) - 1)}
	for len(stack) > 0 {
		node := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if int(node) < m.rows {
			order = append(order, int(node))
			continue
		}
		l := m.merges[int(node)-m.rows]
		stack = append(stack, l.b, l.a)
	}
	return order
}
