package main

import (
	"fmt"
	"strconv"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/segment"
)

// cohorts are the customers by the month of their first order.
type cohorts struct {
	table   *segment.CohortTable
	partial bool // the last month is not complete
}

// followCohorts looks in which months customers order again.
func followCohorts(s *shop) (*cohorts, error) {
	table, err := segment.Cohorts{Period: clm.Period{N: 1, Unit: clm.Month}}.Of(s.log)
	if err != nil {
		return nil, err
	}
	return &cohorts{table: table, partial: !s.reaches(table.Start[table.Len()-1].AddDate(0, 1, 0))}, nil
}

// nextMonth is the share of customers who order in the month after their
// first, over all cohorts of which that month is complete; false if there is
// none. The first cohort does not count: it holds everybody who orders in the
// month in which the data begin, and many of them are not new.
func (c *cohorts) nextMonth() (share float64, ok bool) {
	rows := c.table.Len() - 1
	if c.partial {
		rows--
	}
	back, all := 0, 0
	for i := 1; i < rows; i++ {
		back += c.table.Active[i][1]
		all += c.table.Size[i]
	}
	if all == 0 {
		return 0, false
	}
	return float64(back) / float64(all), true
}

// mostCohorts is how many cohorts the report shows: the latest three years.
const mostCohorts = 36

// lines are the rows of the heat map. The darkest colour is that of the
// highest share after the first month.
func (c *cohorts) lines() (ages []string, lines []cohortLine, note string) {
	t := c.table
	oldest := max(0, t.Len()-mostCohorts)
	full := 0.1
	for i := oldest; i < t.Len(); i++ {
		for age := 1; age < len(t.Active[i]); age++ {
			if t.Size[i] >= 10 {
				full = max(full, t.Retention(i, age))
			}
		}
	}
	for age := 1; age < t.Len()-oldest; age++ {
		ages = append(ages, strconv.Itoa(age))
	}
	for i := oldest; i < t.Len(); i++ {
		row := t.Active[i]
		line := cohortLine{Name: t.Start[i].Format("Jan 2006"), Size: count(t.Size[i]), Cells: make([]cohortCell, len(ages))}
		for age := 1; age < len(row) && t.Size[i] > 0; age++ {
			share := t.Retention(i, age)
			line.Cells[age-1] = cohortCell{
				Text:    strconv.FormatFloat(100*share, 'f', 0, 64),
				Heat:    heat(share, full),
				Partial: c.partial && age == len(row)-1,
			}
		}
		lines = append(lines, line)
	}
	if c.partial {
		note = fmt.Sprintf("Cells with a dashed line belong to %s, which is not complete.", t.Start[t.Len()-1].Format("January 2006"))
	}
	if oldest == 0 {
		note += fmt.Sprintf(" Those of %s may have ordered before the data begin.", t.Start[0].Format("January 2006"))
	} else {
		note += fmt.Sprintf(" Customers from before %s are not shown.", t.Start[oldest].Format("January 2006"))
	}
	return ages, lines, note
}
