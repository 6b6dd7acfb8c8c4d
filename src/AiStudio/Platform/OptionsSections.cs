namespace AiStudio.Platform;

/// <summary>The one way in which the operator's settings come in.</summary>
internal static class OptionsSections
{
    /// <summary>Binds a section, refuses misspelt keys, and validates before the first request. All messages name the setting.</summary>
    public static void AddOptionsSection<TOptions>(this IServiceCollection services, string section)
        where TOptions : class =>
        services.AddOptions<TOptions>()
            .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
}
