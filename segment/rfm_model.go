package segment

import (
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

// RFMModel scores customers by stored edges. It is made by [RFM.Fit], never
// changes, and may be used by any number of goroutines. It holds no customer.
//
// The methods panic for a model that was neither fitted nor loaded.
type RFMModel struct {
	bins    int
	cut     Cut
	money   Monetary
	edges   [dimensions][]int64
	weights [dimensions]float64
	report  clm.Report
}

// value returns what dimension d scores.
func (m *RFMModel) value(d int, s *events.Summary) int64 {
	switch d {
	case recency:
		return int64(s.SinceLast)
	case frequency:
		return int64(s.Orders)
	}
	return m.money.of(s)
}

// score returns the score of value v in dimension d.
func (m *RFMModel) score(d int, v int64) int {
	above := 0
	for _, e := range m.edges[d] {
		if v > e {
			above++
		}
	}
	if d == recency {
		return m.bins - above
	}
	return 1 + above
}

func (m *RFMModel) fitted() {
	if m.bins == 0 {
		panic("segment.RFMModel: not fitted")
	}
}

// Score returns the score of one customer. It allocates nothing.
func (m *RFMModel) Score(s events.Summary) Score {
	m.fitted()
	return m.of(&s)
}

func (m *RFMModel) of(s *events.Summary) Score {
	return Score{
		R: m.score(recency, m.value(recency, s)),
		F: m.score(frequency, m.value(frequency, s)),
		M: m.score(monetary, m.value(monetary, s)),
	}
}

// Scores returns the score of each customer. Dst must be nil or as long as
// summaries; with a dst it allocates nothing.
func (m *RFMModel) Scores(dst []Score, summaries []events.Summary) []Score {
	m.fitted()
	dst = check.Dst("segment.RFMModel.Scores", dst, len(summaries))
	for i := range summaries {
		dst[i] = m.of(&summaries[i])
	}
	return dst
}

// Weighted returns the mean of the three scores, weighed by
// [RFM.Importance]: a number from 1 to Bins by which customers can be ranked.
//
//	(wR·R + wF·F + wM·M) / (wR + wF + wM)
func (m *RFMModel) Weighted(s Score) float64 {
	m.fitted()
	w := &m.weights
	sum := float64(w[recency]*float64(s.R)) + float64(w[frequency]*float64(s.F)) + float64(w[monetary]*float64(s.M))
	return sum / (w[recency] + w[frequency] + w[monetary])
}

// Bins returns the number of scores of each dimension.
func (m *RFMModel) Bins() int {
	m.fitted()
	return m.bins
}

// Edges returns a copy of the edges. Quantile edges that fell together are
// equal.
func (m *RFMModel) Edges() Edges {
	m.fitted()
	return Edges{
		Recency:   slices.Clone(m.edges[recency]),
		Frequency: slices.Clone(m.edges[frequency]),
		Monetary:  slices.Clone(m.edges[monetary]),
	}
}

// Report says how many customers the edges come from. Its notes name the
// scores that none of them had. There is no objective; it is 0.
func (m *RFMModel) Report() clm.Report {
	m.fitted()
	return report.Clone(m.report)
}

const (
	rfmKind    = "segment.RFMModel"
	rfmVersion = 1
)

// MarshalBinary returns the model file. Its error is always nil.
func (m *RFMModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to dst. Its error is always nil.
func (m *RFMModel) AppendBinary(dst []byte) ([]byte, error) {
	m.fitted()
	w := codec.NewWriter(dst, rfmKind, rfmVersion)
	w.Int(m.bins)
	w.String(string(m.cut))
	w.String(string(m.money))
	for d := range dimensions {
		w.Int64s(m.edges[d])
		w.Float64(m.weights[d])
	}
	report.Put(w, m.report)
	return w.Finish(), nil
}

// UnmarshalBinary reads a model file into a zero model; it panics for another
// one. Every error wraps [clm.ErrFormat] and leaves the model as it is.
func (m *RFMModel) UnmarshalBinary(data []byte) error {
	if m.bins != 0 {
		panic("segment.RFMModel.UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, rfmKind, rfmVersion)
	if err != nil {
		return err
	}
	var t RFMModel
	t.bins = r.Int()
	t.cut, t.money = Cut(r.String()), Monetary(r.String())
	total := 0.0
	for d := range dimensions {
		t.edges[d] = r.Int64s()
		t.weights[d] = r.Float64()
		total += t.weights[d]
		if len(t.edges[d]) != t.bins-1 || !slices.IsSorted(t.edges[d]) || t.cut == Fixed && !ascending(t.edges[d]) {
			r.Fail("edges of %s do not fit", dimensionNames[d])
		}
		if w := t.weights[d]; !(w >= 0 && w <= 1e6) {
			r.Fail("weight %v of %s", w, dimensionNames[d])
		}
	}
	t.report = report.Get(r)
	switch {
	case t.bins < 2 || t.bins > maxBins:
		r.Fail("%d bins", t.bins)
	case t.cut != Quantile && t.cut != Fixed:
		r.Fail("unknown cut %q", t.cut)
	case t.money != Net && t.money != Gross:
		r.Fail("unknown money %q", t.money)
	case !(total > 0):
		r.Fail("all weights are 0")
	}
	if err := r.Close(); err != nil {
		return err
	}
	*m = t
	return nil
}
