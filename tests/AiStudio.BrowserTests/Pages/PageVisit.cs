using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>One look at a page.</summary>
/// <param name="Page">The component that has the route.</param>
/// <param name="View">Tells several looks at one page apart.</param>
/// <param name="Role">Who opens it; null is somebody who is not signed in.</param>
/// <param name="GoAsync">Brings the visitor there, making what the page shows first.</param>
internal sealed record PageVisit(string Page, string View, Role? Role, Func<StudioApp, Visitor, Task> GoAsync)
{
    public static PageVisit To(string page, string address, Role? role = null) => new(page, "", role, (_, visitor) => visitor.GoAsync(address));

    /// <summary>The page says only that there is nothing, or nothing for this person: one account can look at many of them.</summary>
    public bool IsBare => Role is not null && View is ("gone" or "no permission");

    public override string ToString() => View.Length == 0 ? Page : $"{Page} {View}";
}
