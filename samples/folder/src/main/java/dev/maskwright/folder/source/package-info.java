/** Where pictures come from: folders, lists, folders that fill up, videos. */
@NullMarked
package dev.maskwright.folder.source;

import org.jspecify.annotations.NullMarked;
