package matching

func (s *solver) conclude() {}
