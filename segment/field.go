package segment

import (
	"math"

	"github.com/clm-go/clm/events"
)

// Field names a number that is known about a customer and that rules may ask
// for.
type Field string

// The fields of rules: scores, what a summary holds, and the cluster.
const (
	FieldR            Field = "r"             // Score.R
	FieldF            Field = "f"             // Score.F
	FieldM            Field = "m"             // Score.M
	FieldFM           Field = "fm"            // Score.F + Score.M
	FieldWeighted     Field = "weighted"      // RFMModel.Weighted of the score
	FieldOrders       Field = "orders"        // events.Summary.Orders
	FieldUnits        Field = "units"         // events.Summary.Units
	FieldFrequency    Field = "frequency"     // events.Summary.Frequency
	FieldRecency      Field = "recency"       // events.Summary.Recency, from the first to the last purchase; the time since the last is FieldSinceLast
	FieldT            Field = "t"             // events.Summary.T
	FieldSinceLast    Field = "since_last"    // events.Summary.SinceLast, what R scores
	FieldGross        Field = "gross"         // events.Summary.Gross, in minor units
	FieldRefunded     Field = "refunded"      // events.Summary.Refunded, in minor units
	FieldTotal        Field = "total"         // events.Summary.Total, in minor units
	FieldMeanRepeat   Field = "mean_repeat"   // events.Summary.MeanRepeat, in minor units
	FieldMeanGap      Field = "mean_gap"      // events.Summary.MeanGap
	FieldGapDeviation Field = "gap_deviation" // events.Summary.GapDeviation
	FieldCluster      Field = "cluster"       // the cluster label given to Rules.Assign
)

// facts are what is known about one customer.
type facts struct {
	summary *events.Summary
	model   *RFMModel
	score   Score
	cluster int
}

// question is what is known about a field before any customer is.
type question struct {
	get            func(*facts) float64 // the number
	score, cluster bool                 // whether it needs scores, or labels
	fraction       bool                 // whether it may be other than a whole number
	lo, hi         float64              // the least and the most that it can be
}

// question returns false for a field that does not exist.
func (f Field) question(bins int) (question, bool) {
	q := question{lo: -math.MaxFloat64, hi: math.MaxFloat64}
	switch f {
	case FieldR:
		q.get = func(x *facts) float64 { return float64(x.score.R) }
	case FieldF:
		q.get = func(x *facts) float64 { return float64(x.score.F) }
	case FieldM:
		q.get = func(x *facts) float64 { return float64(x.score.M) }
	case FieldFM:
		q.get = func(x *facts) float64 { return float64(x.score.FM()) }
	case FieldWeighted:
		q.get = func(x *facts) float64 { return x.model.Weighted(x.score) }
	case FieldOrders:
		q.get = func(x *facts) float64 { return float64(x.summary.Orders) }
	case FieldUnits:
		q.get = func(x *facts) float64 { return x.summary.Units }
	case FieldFrequency:
		q.get = func(x *facts) float64 { return float64(x.summary.Frequency) }
	case FieldRecency:
		q.get = func(x *facts) float64 { return float64(x.summary.Recency) }
	case FieldT:
		q.get = func(x *facts) float64 { return float64(x.summary.T) }
	case FieldSinceLast:
		q.get = func(x *facts) float64 { return float64(x.summary.SinceLast) }
	case FieldGross:
		q.get = func(x *facts) float64 { return float64(x.summary.Gross) }
	case FieldRefunded:
		q.get = func(x *facts) float64 { return float64(x.summary.Refunded) }
	case FieldTotal:
		q.get = func(x *facts) float64 { return float64(x.summary.Total) }
	case FieldMeanRepeat:
		q.get = func(x *facts) float64 { return x.summary.MeanRepeat }
	case FieldMeanGap:
		q.get = func(x *facts) float64 { return x.summary.MeanGap }
	case FieldGapDeviation:
		q.get = func(x *facts) float64 { return x.summary.GapDeviation }
	case FieldCluster:
		q.get = func(x *facts) float64 { return float64(x.cluster) }
	default:
		return question{}, false
	}
	switch f {
	case FieldR, FieldF, FieldM, FieldWeighted:
		q.score, q.lo, q.hi = true, 1, float64(bins)
	case FieldFM:
		q.score, q.lo, q.hi = true, 2, float64(2*bins)
	}
	switch f {
	case FieldWeighted, FieldUnits, FieldMeanRepeat, FieldMeanGap, FieldGapDeviation:
		q.fraction = true
	}
	q.cluster = f == FieldCluster
	return q, true
}
