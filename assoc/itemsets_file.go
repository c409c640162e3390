package assoc

import (
	"math"

	"github.com/clm-go/clm/internal/codec"
)

const (
	itemsetsKind    = "assoc.Itemsets"
	itemsetsVersion = 1
)

// MarshalBinary returns the model file. Its error is always nil.
func (s *Itemsets) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// AppendBinary appends the model file to dst. Its error is always nil.
func (s *Itemsets) AppendBinary(dst []byte) ([]byte, error) {
	s.fitted()
	w := codec.NewWriter(dst, itemsetsKind, itemsetsVersion)
	s.put(w)
	return w.Finish(), nil
}

func (s *Itemsets) put(w *codec.Writer) {
	w.Int(s.n)
	w.Int(s.minCount)
	w.Int(s.minLen)
	w.Int(s.maxLen)
	w.String(string(s.target))
	w.Bool(s.recounted)
	w.Int32s(s.level)
	w.Int32s(s.parent)
	w.Int32s(s.item)
	w.Int32s(s.count)
}

// UnmarshalBinary reads a model file into a zero Itemsets; it panics for
// another one. Every error wraps [clm.ErrFormat] and leaves the receiver as it
// is.
func (s *Itemsets) UnmarshalBinary(data []byte) error {
	if s.n != 0 {
		panic("assoc.Itemsets.UnmarshalBinary: the receiver is not a zero Itemsets")
	}
	r, err := codec.NewReader(data, itemsetsKind, itemsetsVersion)
	if err != nil {
		return err
	}
	t := getItemsets(r)
	if err := r.Close(); err != nil {
		return err
	}
	t.finish()
	*s = t
	return nil
}

// getItemsets reads what put wrote and makes sure that it is a trie.
func getItemsets(r *codec.Reader) Itemsets {
	var s Itemsets
	s.n, s.minCount = r.Int(), r.Int()
	s.minLen, s.maxLen = r.Int(), r.Int()
	s.target = Target(r.String())
	s.recounted = r.Bool()
	s.level, s.parent, s.item, s.count = r.Int32s(), r.Int32s(), r.Int32s(), r.Int32s()
	nodes := len(s.item)
	switch {
	case s.n < 1 || s.n > math.MaxInt32:
		r.Fail("%d baskets", s.n)
	case s.minCount < 1:
		r.Fail("smallest count %d", s.minCount)
	case s.minLen < 1 || s.minLen > math.MaxInt32 || s.maxLen < s.minLen || s.maxLen > math.MaxInt32:
		r.Fail("lengths of %d to %d", s.minLen, s.maxLen)
	case s.target != All && s.target != Closed && s.target != Maximal:
		r.Fail("unknown target %q", s.target)
	case len(s.parent) != nodes || len(s.count) != nodes || nodes > maxNodes:
		r.Fail("%d items, %d parents and %d counts", nodes, len(s.parent), len(s.count))
	case len(s.level) == 0 || s.level[0] != 0 || int(s.level[len(s.level)-1]) != nodes || len(s.level)-1 > s.maxLen:
		r.Fail("levels do not fit")
	}
	for k := 1; k < len(s.level) && r.Err() == nil; k++ {
		if s.level[k] <= s.level[k-1] || int(s.level[k]) > nodes {
			r.Fail("level %d is empty or too long", k)
			break
		}
		for node := s.level[k-1]; node < s.level[k]; node++ {
			if why := s.wrong(k, node); why != "" {
				r.Fail("node %d: %s", node, why)
				break
			}
		}
	}
	if r.Err() == nil {
		s.checkTops(r)
	}
	return s
}

// wrong says what is wrong with a node of level k, or "".
func (s *Itemsets) wrong(k int, node int32) string {
	p, count := s.parent[node], s.count[node]
	listed := count >= 0
	if !listed {
		count = unlisted(count)
	}
	above := int32(-1)
	if k > 1 {
		above = s.level[k-2]
	}
	switch {
	case k == 1 && p != -1, k > 1 && (p < above || p >= s.level[k-1]):
		return "its parent is not in the level above"
	case node > s.level[k-1] && (p < s.parent[node-1] || p == s.parent[node-1] && s.item[node] <= s.item[node-1]):
		return "not in order"
	case s.item[node] < 0 || p >= 0 && s.item[node] <= s.item[p]:
		return "its items do not ascend"
	case int(count) > s.n || !s.recounted && int(count) < s.minCount:
		return "its count does not fit"
	case !listed && s.target == All:
		return "it is not listed among all sets"
	case p >= 0 && count > max(s.count[p], unlisted(s.count[p])):
		return "its count is above that of its parent"
	}
	return ""
}

// checkTops makes sure that each node that is not listed has nodes below and
// tells the largest count of these.
func (s *Itemsets) checkTops(r *codec.Reader) {
	top := make([]int32, len(s.item))
	for node := len(s.item) - 1; node >= 0; node-- {
		count := s.count[node]
		if count < 0 {
			if unlisted(count) != top[node] || top[node] == 0 && !s.recounted {
				r.Fail("node %d, which is not listed, tells a wrong count", node)
				return
			}
			count = top[node]
		}
		if p := s.parent[node]; p >= 0 {
			top[p] = max(top[p], count)
		}
	}
}
