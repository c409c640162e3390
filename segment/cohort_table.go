package segment

import "math"

// Len returns the number of cohorts, which is also the number of ages of the
// first one.
func (t *CohortTable) Len() int { return len(t.Size) }

// Retention returns the share of cohort c that bought something at age a. It
// is NaN where the log does not reach or the cohort is empty; c and a must be
// at least 0 and below Len().
func (t *CohortTable) Retention(c, a int) float64 { return t.share(t.Active, c, a) }

// RepeatRate returns the share of cohort c that had a second order by the end
// of age a; at age 0 those are customers who ordered twice in their first
// period. It is NaN where the log does not reach or the cohort is empty; c and
// a must be at least 0 and below Len().
func (t *CohortTable) RepeatRate(c, a int) float64 { return t.share(t.Repeaters, c, a) }

func (t *CohortTable) share(cells [][]int, c, a int) float64 {
	if a >= t.Len()-c && a < t.Len() {
		return math.NaN()
	}
	return share(cells[c][a], t.Size[c])
}

// RetentionByAge returns for each age the share of customers who bought
// something at that age, among all customers who are known to have reached
// the end of it: cells of a partial last period are left out. It is NaN for
// ages that nobody has reached.
func (t *CohortTable) RetentionByAge() []float64 { return t.byAge(t.Active) }

// RepeatRateByAge does for [CohortTable.RepeatRate] what RetentionByAge does
// for Retention.
func (t *CohortTable) RepeatRateByAge() []float64 { return t.byAge(t.Repeaters) }

func (t *CohortTable) byAge(cells [][]int) []float64 {
	out := make([]float64, t.Len())
	for a := range out {
		rows := t.Len() - a
		if t.Partial {
			rows--
		}
		part, whole := 0, 0
		for c := range rows {
			part += cells[c][a]
			whole += t.Size[c]
		}
		out[a] = share(part, whole)
	}
	return out
}
