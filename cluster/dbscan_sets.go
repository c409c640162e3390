package cluster

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// sets are disjoint sets of 0..len−1 that several goroutines may unite at once.
// Each element points to another one of its set with a lower number; the
// lowest one of a set points to itself and stands for it. Which sets there are
// in the end does not depend on the order of the unions.
//
// Source: R. J. Anderson and H. Woll, "Wait-free parallel algorithms for the
// union-find problem", STOC 1991, DOI 10.1145/103418.103458.
type sets []int32

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = int32(i)
	}
	return s
}

// find returns the element that stands for the set of i, and lets what it
// passes point further up.
func (s sets) find(i int32) int32 {
	for {
		up := atomic.LoadInt32(&s[i])
		if up == i {
			return i
		}
		top := atomic.LoadInt32(&s[up])
		if top == up {
			return up
		}
		atomic.CompareAndSwapInt32(&s[i], up, top)
		i = top
	}
}

// unite makes one set of those of i and j.
func (s sets) unite(i, j int32) {
	for {
		i, j = s.find(i), s.find(j)
		if i == j {
			return
		}
		if i < j {
			i, j = j, i
		}
		if atomic.CompareAndSwapInt32(&s[i], i, j) {
			return
		}
	}
}

// number gives the sets numbers from 0 in the order of the lowest of first
// among their elements, and returns that of each element and how many sets
// there are.
func (s sets) number(first []int32) (of []int32, count int) {
	of = make([]int32, len(s))
	var roots []int32
	for i := range s {
		if s[i] == int32(i) {
			roots = append(roots, int32(i))
			of[i] = first[i]
		} else {
			top := s.find(int32(i))
			s[i] = top
			of[top] = min(of[top], first[i])
		}
	}
	slices.SortFunc(roots, func(a, b int32) int { return cmp.Compare(of[a], of[b]) })
	for k, r := range roots {
		of[r] = int32(k)
	}
	for i, top := range s {
		of[i] = of[top]
	}
	return of, len(roots)
}
