package assoc

import (
	"math"
	"slices"

	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

const (
	crossSellerKind    = "assoc.CrossSeller"
	crossSellerVersion = 1
)

// MarshalBinary returns the model file. Its error is always nil.
func (m *CrossSeller) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to dst. Its error is always nil.
func (m *CrossSeller) AppendBinary(dst []byte) ([]byte, error) {
	m.fitted()
	w := codec.NewWriter(dst, crossSellerKind, crossSellerVersion)
	w.String(string(m.rankBy))
	w.Int(m.n)
	w.Int32s(m.items)
	w.Int32s(m.counts)
	w.Int32s(m.start)
	w.Int32s(m.ante)
	w.Int32s(m.offer)
	w.Float64s(m.score)
	w.Int32s(m.both)
	w.Int32s(m.has)
	w.Int32s(m.sold)
	report.Put(w, m.report)
	return w.Finish(), nil
}

// UnmarshalBinary reads a model file into a zero model; it panics for another
// one. Every error wraps [clm.ErrFormat] and leaves the model as it is.
func (m *CrossSeller) UnmarshalBinary(data []byte) error {
	if m.n != 0 {
		panic("assoc.CrossSeller.UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, crossSellerKind, crossSellerVersion)
	if err != nil {
		return err
	}
	t := CrossSeller{rankBy: Ranking(r.String()), n: r.Int(), items: r.Int32s(), counts: r.Int32s(), start: r.Int32s(), ante: r.Int32s(),
		offer: r.Int32s(), score: r.Float64s(), both: r.Int32s(), has: r.Int32s(), sold: r.Int32s(), report: report.Get(r)}
	rules := len(t.offer)
	switch {
	case t.rankBy != ByConfidence && t.rankBy != ByLift && t.rankBy != ByMargin:
		r.Fail("unknown ranking %q", t.rankBy)
	case t.n < 1 || t.n > math.MaxInt32:
		r.Fail("%d baskets", t.n)
	case len(t.counts) != len(t.items):
		r.Fail("%d counts of %d items", len(t.counts), len(t.items))
	case len(t.start) != rules+1 || len(t.score) != rules || len(t.both) != rules || len(t.has) != rules || len(t.sold) != rules:
		r.Fail("lists of rules have different lengths")
	case t.start[0] != 0 || int(t.start[rules]) != len(t.ante):
		r.Fail("antecedents do not fit")
	}
	for i := 0; i < len(t.items) && r.Err() == nil; i++ {
		if t.items[i] < 0 || t.counts[i] < 1 || int(t.counts[i]) > t.n || i > 0 && t.counts[i] > t.counts[i-1] {
			r.Fail("item %d with count %d", t.items[i], t.counts[i])
		}
	}
	for i := 0; i < rules && r.Err() == nil; i++ {
		if why := t.wrong(i); why != "" {
			r.Fail("rule %d: %s", i, why)
		}
	}
	if err := r.Close(); err != nil {
		return err
	}
	t.index()
	*m = t
	return nil
}

// wrong says what is wrong with a rule, or "".
func (m *CrossSeller) wrong(i int) string {
	lo, hi := m.start[i], m.start[i+1]
	if lo >= hi || int(hi) > len(m.ante) {
		return "its antecedent does not fit"
	}
	ante := m.ante[lo:hi]
	for k, item := range ante {
		if item < 0 || k > 0 && item <= ante[k-1] {
			return "its antecedent does not ascend"
		}
	}
	switch {
	case i > 0 && ante[0] < m.ante[m.start[i-1]]:
		return "not in order"
	case m.offer[i] < 0 || slices.Contains(ante, m.offer[i]):
		return "a wrong offer"
	case m.both[i] < 1 || m.has[i] < m.both[i] || m.sold[i] < m.both[i] || int(m.has[i]) > m.n || int(m.sold[i]) > m.n:
		return "counts do not fit"
	case m.score[i]-m.score[i] != 0:
		return "its score is not finite"
	}
	return ""
}
