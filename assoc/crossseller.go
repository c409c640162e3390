package assoc

import (
	"cmp"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/report"
)

// CrossSeller makes offers for baskets. It is made by [CrossSell.Fit], never
// changes, and may be used by any number of goroutines. It holds no basket.
//
// The methods panic for a model that was neither fitted nor loaded.
type CrossSeller struct {
	rankBy Ranking
	n      int

	// The frequent items, most frequent first, and their supports.
	items  []int32
	counts []int32

	// Rule r has the antecedent ante[start[r]:start[r+1]], ascending, and offers
	// offer[r]; rules are ordered by the first item of the antecedent.
	start []int32
	ante  []int32
	offer []int32
	score []float64
	both  []int32 // baskets with antecedent and offer
	has   []int32 // with the antecedent
	sold  []int32 // with the offer

	// Rules whose antecedent begins with heads[i] are from[i] to from[i+1]−1.
	heads []int32
	from  []int32

	report clm.Report
}

// Offer is an item to offer with a basket, and how it came to that.
type Offer struct {
	Item       int     // what to offer
	Score      float64 // what it was ranked by: confidence, lift or expected extra margin
	Confidence float64 // share of the baskets like this one that had the item
	Lift       float64 // Confidence divided by the share of all baskets that had it
	Count      int     // baskets with the item and all of the reason
	Popular    bool    // no rule fired: the item is merely among the most frequent ones

	rule int32
}

func (m *CrossSeller) fitted() {
	if m.n == 0 {
		panic("assoc.CrossSeller: not fitted")
	}
}

// index finds the rules by the first item of the antecedent.
func (m *CrossSeller) index() {
	for r := range m.offer {
		head := m.ante[m.start[r]]
		if k := len(m.heads); k == 0 || m.heads[k-1] != head {
			m.heads = append(m.heads, head)
			m.from = append(m.from, int32(r))
		}
	}
	m.from = append(m.from, int32(len(m.offer)))
}

// Rules returns how many rules can make an offer.
func (m *CrossSeller) Rules() int {
	m.fitted()
	return len(m.offer)
}

// Report says how many rules there are, which is the objective too.
func (m *CrossSeller) Report() clm.Report {
	m.fitted()
	return report.Clone(m.report)
}

// AppendTop appends the best n offers for a basket to dst, fewer where there are
// not so many, best first: those of rules and then popular ones. Nothing is
// offered that is in the basket. Items that Fit has not seen, below 0 or
// repeated change nothing. With room in dst, for baskets of up to 256 items, it
// allocates nothing.
//
// Time: O(k·log(items) + rules that begin with one of the k items).
func (m *CrossSeller) AppendTop(dst []Offer, basket []int, n int) []Offer {
	m.fitted()
	if n <= 0 {
		return dst
	}
	var buf [256]int32
	set := buf[:0]
	for _, item := range basket {
		if int(int32(item)) == item {
			set = append(set, int32(item))
		}
	}
	slices.Sort(set)
	set = slices.Compact(set)
	before := len(dst)
	for i, item := range set {
		k, ok := slices.BinarySearch(m.heads, item)
		if !ok {
			continue
		}
		for r := m.from[k]; r < m.from[k+1]; r++ {
			if m.fires(r, set[i+1:]) && !has(set, m.offer[r]) {
				dst = m.insert(dst, before, n, r)
			}
		}
	}
	for i, item := range m.items {
		if len(dst)-before >= n {
			break
		}
		if !has(set, item) && !offered(dst[before:], item) {
			share := float64(m.counts[i]) / float64(m.n)
			o := Offer{Item: int(item), Score: share, Confidence: share, Lift: 1, Count: int(m.counts[i]), Popular: true, rule: -1}
			switch m.rankBy {
			case ByLift:
				o.Score = 1
			case ByMargin:
				o.Score = 0
			}
			dst = append(dst, o)
		}
	}
	return dst
}

func has(set []int32, item int32) bool {
	_, ok := slices.BinarySearch(set, item)
	return ok
}

func offered(list []Offer, item int32) bool {
	return slices.ContainsFunc(list, func(o Offer) bool { return o.Item == int(item) })
}

// fires tells whether the antecedent of a rule, but for its first item, is among
// the given ones.
func (m *CrossSeller) fires(r int32, set []int32) bool {
	for _, item := range m.ante[m.start[r]+1 : m.start[r+1]] {
		i, ok := slices.BinarySearch(set, item)
		if !ok {
			return false
		}
		set = set[i+1:]
	}
	return true
}

// insert puts the offer of a rule in its place among dst[before:], which keeps
// the best n, each item once.
func (m *CrossSeller) insert(dst []Offer, before, n int, r int32) []Offer {
	list := dst[before:]
	at := len(list)
	for at > 0 && m.better(r, list[at-1].rule) {
		at--
	}
	item := int(m.offer[r])
	if slices.ContainsFunc(list[:at], func(o Offer) bool { return o.Item == item }) {
		return dst
	}
	if i := slices.IndexFunc(list[at:], func(o Offer) bool { return o.Item == item }); i >= 0 {
		copy(list[at+1:at+i+1], list[at:at+i])
	} else {
		if at == n {
			return dst
		}
		if len(list) < n {
			dst = append(dst, Offer{})
			list = dst[before:]
		}
		copy(list[at+1:], list[at:])
	}
	confidence := float64(m.both[r]) / float64(m.has[r])
	list[at] = Offer{Item: item, Score: m.score[r], Confidence: confidence, Count: int(m.both[r]), rule: r,
		Lift: float64(m.both[r]) * float64(m.n) / (float64(m.has[r]) * float64(m.sold[r]))}
	return dst
}

// better tells whether rule a makes the better offer.
func (m *CrossSeller) better(a, b int32) bool {
	return cmp.Or(
		cmp.Compare(m.score[b], m.score[a]),
		cmp.Compare(m.both[b], m.both[a]),
		cmp.Compare(m.start[a+1]-m.start[a], m.start[b+1]-m.start[b]),
		cmp.Compare(m.offer[a], m.offer[b]),
		slices.Compare(m.ante[m.start[a]:m.start[a+1]], m.ante[m.start[b]:m.start[b+1]]),
	) < 0
}

// AppendReason appends to dst the items of the basket for which an offer of this
// model was made, ascending: the antecedent of its rule. For a popular item there
// are none.
func (m *CrossSeller) AppendReason(dst []int, o Offer) []int {
	m.fitted()
	if o.Popular {
		return dst
	}
	for _, item := range m.ante[m.start[o.rule]:m.start[o.rule+1]] {
		dst = append(dst, int(item))
	}
	return dst
}
