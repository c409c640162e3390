package timeseries_test

import (
	"fmt"
	"time"

	"github.com/clm-go/clm/timeseries"
)

// Two waves of the week, for a series of 28 days and for the three days that
// follow it.
func ExampleFourierTerms() {
	past, err := timeseries.FourierTerms(0, 28, timeseries.Cycle{Period: 7, Pairs: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	future, err := timeseries.FourierTerms(28, 3, timeseries.Cycle{Period: 7, Pairs: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, _ := past.X.Dims()
	fmt.Println(past.Names, rows)
	for i := range 3 {
		fmt.Printf("%.3f\n", future.X.RawRowView(i))
	}
	// Output:
	// [S1-7 C1-7 S2-7 C2-7] 28
	// [0.782 0.623 0.975 -0.223]
	// [0.975 -0.223 -0.434 -0.901]
	// [0.434 -0.901 -0.782 0.623]
}

func ExampleDayOfWeekTerms() {
	friday := time.Date(2026, time.March, 6, 0, 0, 0, 0, time.UTC)
	days, err := timeseries.DayOfWeekTerms([]time.Time{friday, friday.AddDate(0, 0, 1), friday.AddDate(0, 0, 3)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(days.Names)
	for i := range 3 {
		fmt.Println(days.X.RawRowView(i))
	}
	// Output:
	// [Tuesday Wednesday Thursday Friday Saturday Sunday]
	// [0 0 0 1 0 0]
	// [0 0 0 0 1 0]
	// [0 0 0 0 0 0]
}

func ExampleMonthTerms() {
	months, err := timeseries.MonthTerms([]time.Time{time.Date(2026, time.December, 24, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(months.Names[10], months.X.At(0, 10))
	// Output:
	// December 1
}
