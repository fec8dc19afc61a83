//! Tests of the Worker that need no Worker: what can be held against the source, the routes and the schema.

#[cfg(test)]
mod asked;
#[cfg(test)]
mod chat_index;
#[cfg(test)]
mod database;
#[cfg(test)]
mod docs_are_complete;
#[cfg(test)]
mod imports_respect_the_house;
#[cfg(test)]
mod lists_page;
#[cfg(test)]
mod open_sessions;
#[cfg(test)]
mod openapi_matches_routes;
#[cfg(test)]
mod ops_queries;
#[cfg(test)]
mod ops_totals;
#[cfg(test)]
mod query_plans;
#[cfg(test)]
mod registry_rooms;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod source;
#[cfg(test)]
mod stream_rows;
#[cfg(test)]
mod video_lists;
#[cfg(test)]
mod video_queries;
#[cfg(test)]
mod video_schema;
#[cfg(test)]
mod videos;
