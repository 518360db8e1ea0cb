/* The schema of a workspace file, whole, as one SQL text: reading it is knowing what the file
 * holds. Private to the workspace room. */
#pragma once

/* "fdsk" in the file's header tells a workspace from any other SQLite file. */
#define WORKSPACE_APPLICATION_ID 0x6664736b

extern const char workspace_schema[];
