package store

// RegionTables are the tables whose rows go over with a merged region.
func RegionTables() []string { return regionTables }
