package clm_test

import (
	"errors"
	"fmt"
	"time"

	clm "github.com/clm-go/clm"
)

func ExampleIndexBuilder() {
	var b clm.IndexBuilder[string]
	for _, name := range []string{"tea", "milk", "tea"} {
		if _, err := b.Add(name); err != nil {
			fmt.Println(err)
			return
		}
	}
	items := b.Index()
	milk, ok := items.Of("milk")
	fmt.Println(items.Len(), milk, ok, items.ID(0))
	// Output: 2 1 true tea
}

func ExampleNewSparseTriplets() {
	// Customer 0 bought item 2 twice, customer 1 bought item 0 once.
	s, err := clm.NewSparseTriplets(2, 3, []int{0, 1, 0}, []int{2, 0, 2}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	items, counts := s.Row(0)
	fmt.Println(s.Len(), items, counts, s.At(1, 0), s.At(1, 1))
	// Output: 2 [2] [2] 1 0
}

func ExampleNewSparse() {
	// Row 0 holds columns 0 and 2, row 1 holds none. No values: all are 1.
	s, err := clm.NewSparse(2, 3, []int{0, 2, 2}, []int32{0, 2}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.At(0, 2), s.At(1, 2))

	_, err = clm.NewSparse(1, 3, []int{0, 1}, []int32{3}, nil)
	fmt.Println(errors.Is(err, clm.ErrShape), err)
	// Output:
	// 1 0
	// true clm.NewSparse: column 3 after -1 at row 0, want ascending columns from 0 to 2
}

func ExamplePeriod() {
	month := clm.Period{Unit: clm.Month}
	at := time.Date(2011, time.January, 31, 12, 0, 0, 0, time.UTC)
	fmt.Println(month.AddTo(at, 1).Format(time.DateOnly))
	fmt.Println(month.Start(month.Index(at)+1, time.UTC).Format(time.DateOnly))
	fmt.Println(clm.Period{N: 3, Unit: clm.Month})
	// Output:
	// 2011-02-28
	// 2011-02-01
	// 3 months
}
